namespace RotationPS.Engine.Passwords;

/// <summary>Where a password is written down by those who use it, and where some characters would have to be escaped.</summary>
public enum PasswordConsumer
{
    /// <summary>The user part of a URI, such as <c>postgresql://app:password@db</c>.</summary>
    Uri,

    /// <summary>A JDBC URL, whose drivers decode parameters each in their own way.</summary>
    Jdbc,

    /// <summary>An ODBC connection string.</summary>
    Odbc,

    /// <summary>An ADO.NET connection string.</summary>
    AdoNet,

    /// <summary>A word on the command line of a POSIX shell, PowerShell or cmd.exe, without quotes.</summary>
    Shell,

    /// <summary>An attribute or the text of an element in XML, such as web.config.</summary>
    Xml,
}
