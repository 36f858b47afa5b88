using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CoachingPlatform.Tests.Support;

/// <summary>What is about SQLite itself; skipped where the tests run on a SQL Server.</summary>
/// <param name="reason">What of SQLite it is about.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SqliteOnlyAttribute(string reason) : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (!DatabaseUnderTest.IsSqlServer || test.RunState == RunState.NotRunnable)
            return;
        test.RunState = RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, $"SQLite: {reason}.");
    }
}
