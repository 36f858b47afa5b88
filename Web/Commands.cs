using System.Text.Json;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.PersonalData;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Web;

/// <summary>What the program does instead of serving, said in plain words on the console.</summary>
internal static class Commands
{
    private static readonly JsonSerializerOptions ForPeople = new(WireJson.Options) { WriteIndented = true };

    public static async Task RunAsync(WebApplication app, CommandLine line)
    {
        var services = app.Services;
        if (line.Check)
        {
            await Checks.RunAsync(app);
            if (line.IsCheckAlone)
                return;
        }
        if (line.Migrate || line.Seed)
        {
            await DatabaseSetup.MigrateAsync(services);
            Console.WriteLine("The database schema is up to date.");
        }
        else
        {
            await DatabaseSetup.PrepareAsync(services);
        }
        if (line.Seed)
        {
            Console.WriteLine((await DemoData.SeedAsync(services, line.Size), line.Size) switch
            {
                (false, _) => "The database holds people already, so no demo people were added.",
                (true, 0) => "The demo people were added to the empty database.",
                (true, var size) => $"The demo people and {size} coaching relationships were added to the empty database.",
            });
        }
        if (line.Restored)
        {
            await DatabaseSetup.RenewEpochAsync(services);
            Console.WriteLine("Clients that come back load everything again, instead of resuming from what the backup does not know.");
        }
        if (line.ExportPerson is { } curious)
            await ExportPersonAsync(services, curious);
        if (line.ErasePerson is { } leaving)
            await ErasePersonAsync(services, leaving);
        if (line.Backup is { } file)
        {
            await SqliteBackup.WriteAsync(services, file, CancellationToken.None);
            Console.WriteLine($"The database was copied into {Path.GetFullPath(file)}.");
        }
        if (line.CreateAdmin is { } admin)
            await CreateAdminAsync(services, admin);
        if (line.ResetPassword is { } forgetful)
            await ResetPasswordAsync(services, forgetful);
        if (line.MailGivenUp || line.MailRetry)
            await GivenUpMailsAsync(services, line);
    }

    private static async Task GivenUpMailsAsync(IServiceProvider services, CommandLine line)
    {
        await using var scope = services.CreateAsyncScope();
        var mails = scope.ServiceProvider.GetRequiredService<GivenUpMails>();
        if (line.MailGivenUp)
        {
            var lines = await mails.ListAsync(CancellationToken.None);
            Console.WriteLine(lines.Count == 0 ? "No message was given up." : string.Join(Environment.NewLine, lines));
        }
        if (line.MailRetry)
            Console.WriteLine($"{await mails.RetryAsync(CancellationToken.None)} messages are tried again while a server runs.");
    }

    private static async Task CreateAdminAsync(IServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        var created = await scope.ServiceProvider.GetRequiredService<OperatorService>()
            .CreateSuperAdminAsync(email, CancellationToken.None);
        Console.WriteLine(created switch
        {
            { IsNew: true } => $"{email} has an account now, and is super admin.",
            { WasSuperAdmin: true } => $"{email} was super admin already.",
            _ => $"{email} had an account already, and is super admin now.",
        });
        if (created.SetupLink is { } link)
            PrintLink(scope.ServiceProvider, "Set up the account", AccountLinkPurpose.Setup, link);
        else
            Console.WriteLine("They have a password, and sign in with it as before.");
    }

    private static async Task ResetPasswordAsync(IServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        var link = await scope.ServiceProvider.GetRequiredService<OperatorService>().ResetPasswordAsync(email, CancellationToken.None);
        PrintLink(scope.ServiceProvider, $"Choose a new password for {email}", AccountLinkPurpose.PasswordReset, link);
    }

    private static async Task ExportPersonAsync(IServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        var data = await scope.ServiceProvider.GetRequiredService<PersonalDataService>().ExportAsync(email, CancellationToken.None);
        Console.WriteLine(JsonSerializer.Serialize(data, ForPeople));
    }

    private static async Task ErasePersonAsync(IServiceProvider services, string email)
    {
        await using var scope = services.CreateAsyncScope();
        var isGone = await scope.ServiceProvider.GetRequiredService<PersonalDataService>().EraseAsync(email, CancellationToken.None);
        Console.WriteLine(isGone
            ? $"The account {email} and everything about it was deleted."
            : $"The account {email} has no name, address or password any more. What they worked on with others stays theirs.");
    }

    private static void PrintLink(IServiceProvider services, string purpose, AccountLinkPurpose kind, string link)
    {
        var lifetime = services.GetRequiredService<AccountLinkService>().LifetimeInWords(kind);
        Console.WriteLine($"{purpose} with this link, which works once and for {lifetime}:");
        Console.WriteLine(link);
    }
}
