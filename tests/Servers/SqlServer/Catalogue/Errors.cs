namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The errors of SQL Server that the catalogue raises, with the numbers and words of sys.messages.</summary>
internal static class Errors
{
    public static StatementFailedException Of(int number, string message, byte severity = 16, byte state = 1, bool endsBatch = false) =>
        new(new SqlError(number, severity, state, message), endsBatch);

    public static StatementFailedException Missing(string action, string kind, string name) =>
        Of(15151, $"Cannot {action} the {kind} '{name}', because it does not exist or you do not have permission.");

    public static StatementFailedException NoPermission() => Of(15247, "User does not have permission to perform this action.");

    public static StatementFailedException NoObject(string name) => Of(208, $"Invalid object name '{name}'.", endsBatch: true);

    public static StatementFailedException NoColumn(string name) => Of(207, $"Invalid column name '{name}'.", endsBatch: true);

    public static StatementFailedException NoDatabase(string name) =>
        Of(911, $"Database '{name}' does not exist. Make sure that the name is entered correctly.");

    public static StatementFailedException NoAccess(string login, string database) =>
        Of(916, $"The server principal \"{login}\" is not able to access the database \"{database}\" under the current security context.", 14, 2);

    public static StatementFailedException Offline(string database) =>
        Of(942, $"Database '{database}' cannot be opened because it is offline.", 14, 4);

    public static StatementFailedException ReadOnly(string database) =>
        Of(3906, $"Failed to update database \"{database}\" because the database is read-only.", endsBatch: true);

    public static StatementFailedException Denied(string permission, string name, string database, string schema) =>
        Of(229, $"The {permission} permission was denied on the object '{name}', database '{database}', schema '{schema}'.", 14, 5);

    public static StatementFailedException DeniedColumn(string permission, string column, string name, string database, string schema) =>
        Of(230, $"The {permission} permission was denied on the column '{column}' of the object '{name}', database '{database}', schema '{schema}'.", 14, 1);

    public static StatementFailedException DeniedInDatabase(string permission, string database) =>
        Of(262, $"{permission} permission denied in database '{database}'.", 14);

    public static StatementFailedException UserExists(string name) =>
        Of(15023, $"User, group, or role '{name}' already exists in the current database.");

    public static StatementFailedException LoginExists(string name) => Of(15025, $"The server principal '{name}' already exists.");

    public static StatementFailedException LockTimeout() => Of(1222, "Lock request time out period exceeded.", 16, 51);
}
