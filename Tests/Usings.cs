global using NUnit.Framework;

// Fixtures run side by side, each test after the one before it in its fixture.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
