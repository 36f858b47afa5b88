using AutoMapper;
using CoachingPlatform.Application;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoachingPlatform.Tests.Application;

public sealed class MappingTests
{
    [Test]
    public void Every_member_of_every_answer_has_a_source() =>
        new MapperConfiguration(mapping => mapping.AddMaps(typeof(ApplicationServices).Assembly), NullLoggerFactory.Instance)
            .AssertConfigurationIsValid();
}
