using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The scalar functions, by name.</summary>
internal static class ScalarFunctions
{
    private static readonly Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> All = Table();

    public static SqlDbType? TypeOf(string name) => All.TryGetValue(name, out var found) ? found.Type : null;

    public static object? Call(string name, object?[] arguments, StatementContext context, Scope? scope)
    {
        if (!All.TryGetValue(name, out var found))
        {
            throw new UnknownToCatalogueException($"the function {name}");
        }

        return scope is { IsCheck: true } ? null : found.Run(arguments, context);
    }

    private static Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> Table()
    {
        Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> all = new(StringComparer.OrdinalIgnoreCase);
        AddTexts(all);
        AddPrincipals(all);
        AddObjects(all);
        AddProperties(all);
        AddTimes(all);
        return all;

        static void AddTexts(Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> all)
        {
            all["QUOTENAME"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Quoted(Text(a[0]), a.Length > 1 ? Text(a[1]) : "["));
            all["ISNULL"] = (SqlDbType.NVarChar, (a, _) => a[0] ?? a[1]);
            all["UPPER"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]).ToUpperInvariant());
            all["LOWER"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]).ToLowerInvariant());
            all["LTRIM"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]).TrimStart(' '));
            all["RTRIM"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]).TrimEnd(' '));
            all["TRIM"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]).Trim(' '));
            all["LEN"] = (SqlDbType.Int, (a, _) => a[0] is null ? null : Text(a[0]).TrimEnd(' ').Length);
            all["DATALENGTH"] = (SqlDbType.Int, (a, _) => a[0] switch { null => null, byte[] b => b.Length, string s => s.Length * 2, _ => 4 });
            all["LEFT"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]) is var t ? t[..Math.Min(t.Length, Int(a[1]))] : null);
            all["RIGHT"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : Text(a[0]) is var t ? t[^Math.Min(t.Length, Int(a[1]))..] : null);
            all["SUBSTRING"] = (SqlDbType.NVarChar, (a, _) => Substring(a[0], a[1], a[2]));
            all["REPLACE"] = (SqlDbType.NVarChar, (a, _) => a.Contains(null) ? null
                : Text(a[0]).Replace(Text(a[1]), Text(a[2]), StringComparison.OrdinalIgnoreCase));
            all["CHARINDEX"] = (SqlDbType.Int, (a, _) => a[0] is null || a[1] is null ? null
                : Text(a[1]).IndexOf(Text(a[0]), a.Length > 2 ? Int(a[2]) - 1 : 0, StringComparison.OrdinalIgnoreCase) + 1);
            all["CONCAT"] = (SqlDbType.NVarChar, (a, _) => string.Concat(a.Select(Text)));
            all["CHAR"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : ((char)Int(a[0])).ToString());
            all["NCHAR"] = all["CHAR"];
            all["ASCII"] = (SqlDbType.Int, (a, _) => Text(a[0]) is { Length: > 0 } t ? (int)t[0] : null);
            all["UNICODE"] = all["ASCII"];
            all["REPLICATE"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null : string.Concat(Enumerable.Repeat(Text(a[0]), Int(a[1]))));
            all["HASHBYTES"] = (SqlDbType.VarBinary, (a, _) => a[1] is null ? null : Hash(Text(a[0]), a[1]!));
            all["PARSENAME"] = (SqlDbType.NVarChar, (a, _) => a[0] is null ? null
                : ObjectNames.Parse(Text(a[0])) is var parts && parts.Count >= Int(a[1]) ? parts[^Int(a[1])] : null);
            all["NEWID"] = (SqlDbType.UniqueIdentifier, (_, _) => Guid.NewGuid());
            all["CRYPT_GEN_RANDOM"] = (SqlDbType.VarBinary, (a, _) => RandomNumberGenerator.GetBytes(Int(a[0])));
            all["PWDCOMPARE"] = (SqlDbType.Int, (a, _) => a[0] is null || a[1] is null ? null : PasswordHash.Matches(Text(a[0]), (byte[])a[1]!) ? 1 : 0);
            all["PWDENCRYPT"] = (SqlDbType.VarBinary, (a, _) => a[0] is null ? null : PasswordHash.Of(Text(a[0])));
        }

        static void AddPrincipals(Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> all)
        {
            all["SUSER_SID"] = (SqlDbType.VarBinary, (a, c) => a.Length == 0
                ? c.Access.Login?.Sid ?? c.Access.UserIn(c.Database)?.Sid
                : a[0] is null ? null : c.Server.Principal(Text(a[0]))?.Sid);
            all["SUSER_SNAME"] = (SqlDbType.NVarChar, (a, c) => a.Length == 0 ? c.Access.Name : c.Server.Principal(a[0] as byte[])?.Name);
            all["SUSER_NAME"] = (SqlDbType.NVarChar, (a, c) => a.Length == 0 ? c.Access.Name : a[0] is null ? null : c.Server.Principal(Int(a[0]))?.Name);
            all["SUSER_ID"] = (SqlDbType.Int, (a, c) => a.Length == 0 ? c.Access.Login?.Id : a[0] is null ? null : c.Server.Principal(Text(a[0]))?.Id);
            all["ORIGINAL_LOGIN"] = (SqlDbType.NVarChar, (_, c) => c.Session.Caller.LoginId is { } id ? c.Server.Principal(id)?.Name : c.Session.Caller.Name);
            all["USER_NAME"] = (SqlDbType.NVarChar, (a, c) =>
                a.Length == 0 ? c.Access.UserIn(c.Database)?.Name : a[0] is null ? null : c.Database.Principal(Int(a[0]))?.Name);
            all["CURRENT_USER"] = (SqlDbType.NVarChar, (_, c) => c.Access.UserIn(c.Database)?.Name);
            all["USER_ID"] = (SqlDbType.Int, (a, c) => a.Length == 0 ? c.Access.UserIn(c.Database)?.Id : a[0] is null ? null : c.Database.Principal(Text(a[0]))?.Id);
            all["DATABASE_PRINCIPAL_ID"] = all["USER_ID"];
            all["USER_SID"] = (SqlDbType.VarBinary, (a, c) => c.Database.Principal(Int(a[0]))?.Sid);
            all["IS_SRVROLEMEMBER"] = (SqlDbType.Int, RoleFunctions.IsServerRoleMember);
            all["IS_ROLEMEMBER"] = (SqlDbType.Int, RoleFunctions.IsRoleMember);
            all["IS_MEMBER"] = (SqlDbType.Int, (a, c) => RoleFunctions.IsRoleMember([a[0]], c));
            all["HAS_DBACCESS"] = (SqlDbType.Int, (a, c) => a[0] is null ? null : c.Server.Database(Text(a[0])) is not { } d ? null
                : !d.IsOffline && c.Access.MayConnect(d) ? 1 : 0);
            all["HAS_PERMS_BY_NAME"] = (SqlDbType.Int, PermissionFunctions.HasPermissionsByName);
            all["LOGINPROPERTY"] = (SqlDbType.NVarChar, LoginProperties.Value);
        }

        static void AddObjects(Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> all)
        {
            all["DB_NAME"] = (SqlDbType.NVarChar, (a, c) => a.Length == 0 ? c.Database.Name : a[0] is null ? null : Database(a[0], c)?.Name);
            all["DB_ID"] = (SqlDbType.SmallInt, (a, c) => a.Length == 0 ? (short)c.Database.Id
                : a[0] is null ? null : c.Server.Database(Text(a[0])) is { } d ? (short)d.Id : null);
            all["ORIGINAL_DB_NAME"] = all["DB_NAME"];
            all["OBJECT_ID"] = (SqlDbType.Int, ObjectNames.ObjectId);
            all["OBJECT_NAME"] = (SqlDbType.NVarChar, (a, c) => Visible(a, c)?.Name);
            all["OBJECT_SCHEMA_NAME"] = (SqlDbType.NVarChar, (a, c) => Visible(a, c) is { } o ? In(a, 1, c)!.Schema(o.SchemaId).Name : null);
            all["SCHEMA_NAME"] = (SqlDbType.NVarChar, (a, c) => a.Length == 0
                ? c.Access.UserIn(c.Database)?.DefaultSchema ?? "dbo"
                : a[0] is null ? null : c.Database.Schemas.Find(s => s.Id == Int(a[0]))?.Name);
            all["SCHEMA_ID"] = (SqlDbType.Int, (a, c) => a.Length == 0 ? c.Database.Schema(c.Access.UserIn(c.Database)?.DefaultSchema ?? "dbo")?.Id
                : a[0] is null ? null : c.Database.Schema(Text(a[0]))?.Id);
            all["TYPE_NAME"] = (SqlDbType.NVarChar, (a, c) => a[0] is null ? null
                : SystemTypes.All.FirstOrDefault(t => t.Value.Id == Int(a[0])).Key
                    ?? c.Database.Others.Find(o => o.Class == SecurableClasses.Type && o.Id == Int(a[0]))?.Name);
            all["TYPE_ID"] = (SqlDbType.Int, (a, c) => a[0] is null ? null : ObjectNames.Parse(Text(a[0]))[^1] is var name
                ? SystemTypes.All.TryGetValue(name, out var t) ? t.Id : c.Database.Others.Find(o => o.Class == SecurableClasses.Type && Names.Same(o.Name, name))?.Id
                : null);
            all["COL_NAME"] = (SqlDbType.NVarChar, (a, c) => a[0] is null ? null : Visible(a[..1], c)?.Columns.Find(column => column.Id == Int(a[1]))?.Name);
        }

        static void AddProperties(Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> all)
        {
            all["SERVERPROPERTY"] = (SqlDbType.NVarChar, (a, c) => ServerProperties.Server(Text(a[0]), c));
            all["DATABASEPROPERTYEX"] = (SqlDbType.NVarChar, (a, c) => a[0] is null ? null : ServerProperties.Database(Text(a[0]), Text(a[1]), c));
            all["CONNECTIONPROPERTY"] = (SqlDbType.NVarChar, (a, c) => ServerProperties.Connection(Text(a[0]), c));
            all["SESSIONPROPERTY"] = (SqlDbType.Int, (_, _) => 1);
            all["APP_NAME"] = (SqlDbType.NVarChar, (_, c) => c.Session.ApplicationName);
            all["HOST_NAME"] = (SqlDbType.NVarChar, (_, _) => null);
            all["XACT_STATE"] = (SqlDbType.SmallInt, (_, c) => (short)(c.Session.TransactionCount > 0 ? 1 : 0));
            all["ERROR_NUMBER"] = (SqlDbType.Int, (_, c) => c.Session.Caught?.Number);
            all["ERROR_MESSAGE"] = (SqlDbType.NVarChar, (_, c) => c.Session.Caught?.Message);
            all["ERROR_SEVERITY"] = (SqlDbType.Int, (_, c) => c.Session.Caught is { } e ? (int)e.Class : null);
            all["ERROR_STATE"] = (SqlDbType.Int, (_, c) => c.Session.Caught is { } e ? (int)e.State : null);
            all["ERROR_LINE"] = (SqlDbType.Int, (_, c) => c.Session.Caught?.Line);
            all["APPLOCK_MODE"] = (SqlDbType.NVarChar, (a, c) =>
                c.Catalogue.Locks.Mode(c.Session, new LockName(c.Database.Id, Text(a[0]), Text(a[1]))) ?? "NoLock");
            all["APPLOCK_TEST"] = (SqlDbType.Int, (a, c) =>
                c.Catalogue.Locks.IsFree(c.Session, new LockName(c.Database.Id, Text(a[0]), Text(a[1])), Text(a[2])) ? 1 : 0);
        }

        static void AddTimes(Dictionary<string, (SqlDbType Type, Func<object?[], StatementContext, object?> Run)> all)
        {
            foreach (var name in (string[])["GETDATE", "GETUTCDATE", "SYSDATETIME", "SYSUTCDATETIME", "CURRENT_TIMESTAMP"])
            {
                all[name] = (SqlDbType.DateTime, (_, c) => c.Now);
            }

            all["DATEADD"] = (SqlDbType.DateTime, (a, _) => a[1] is null || a[2] is null ? null
                : Unit(Text(a[0])) is var unit ? (DateTime)SqlConversion.To(a[2]!, "datetime", 0, 0) + (unit * Int(a[1])) : null);
            all["DATEDIFF"] = (SqlDbType.Int, (a, _) => a[1] is null || a[2] is null ? null
                : (int)(((DateTime)SqlConversion.To(a[2]!, "datetime", 0, 0) - (DateTime)SqlConversion.To(a[1]!, "datetime", 0, 0)) / Unit(Text(a[0]))));
        }
    }

    private static TimeSpan Unit(string part) => part.ToLowerInvariant() switch
    {
        "day" or "dd" or "d" => TimeSpan.FromDays(1),
        "hour" or "hh" => TimeSpan.FromHours(1),
        "minute" or "mi" or "n" => TimeSpan.FromMinutes(1),
        "second" or "ss" or "s" => TimeSpan.FromSeconds(1),
        "millisecond" or "ms" => TimeSpan.FromMilliseconds(1),
        _ => throw new UnknownToCatalogueException($"the date part {part}"),
    };

    private static string Text(object? value) => value is null ? string.Empty : SqlConversion.Text(value, 0);

    private static int Int(object? value) => (int)SqlConversion.To(value ?? 0, "int", 0, 0);

    private static string? Quoted(string text, string quote) => text.Length > 128 ? null : quote switch
    {
        "'" => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        "\"" => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => $"[{text.Replace("]", "]]", StringComparison.Ordinal)}]",
    };

    private static object? Substring(object? value, object? start, object? length)
    {
        if (value is null || start is null || length is null)
        {
            return null;
        }

        var first = Math.Max(Int(start) - 1, 0);
        if (value is byte[] bytes)
        {
            return bytes.Skip(first).Take(Int(length)).ToArray();
        }

        var text = Text(value);
        return first >= text.Length ? string.Empty : text.Substring(first, Math.Min(Int(length), text.Length - first));
    }

    private static byte[] Hash(string algorithm, object value)
    {
        var bytes = value as byte[] ?? Encoding.Unicode.GetBytes(Text(value));
        return algorithm.ToUpperInvariant() switch
        {
            "SHA2_256" => SHA256.HashData(bytes),
            "SHA2_512" => SHA512.HashData(bytes),
            _ => throw new UnknownToCatalogueException(string.Create(CultureInfo.InvariantCulture, $"the hash {algorithm}")),
        };
    }

    private static DatabaseModel? Database(object? id, StatementContext context) => context.Server.Databases.Find(database => database.Id == Int(id));

    private static DatabaseModel? In(object?[] arguments, int index, StatementContext context) =>
        arguments.Length > index ? arguments[index] is null ? null : Database(arguments[index], context) : context.Database;

    private static ObjectModel? Visible(object?[] arguments, StatementContext context) =>
        arguments[0] is not null && In(arguments, 1, context) is { } database && database.Objects.Find(item => item.Id == Int(arguments[0])) is { } found
            && context.Sees(database, found) ? found : null;
}
