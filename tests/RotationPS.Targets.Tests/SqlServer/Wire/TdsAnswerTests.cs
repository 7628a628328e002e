using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Servers.SqlServer;
using SqlError = RotationPS.Servers.SqlServer.SqlError;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>What comes back from the endpoint: rows, messages, and the end of things.</summary>
public sealed class TdsAnswerTests : TdsConnectionTests
{
    public static TheoryData<SqlDbType, object, object> Values => new()
    {
        { SqlDbType.NVarChar, "Zoë 😀", "" },
        { SqlDbType.NVarChar, new string('ä', 4000), "b" },
        { SqlDbType.NVarChar, new string('ä', 4001), "" },
        { SqlDbType.Int, int.MinValue, 7 },
        { SqlDbType.BigInt, long.MaxValue, -1L },
        { SqlDbType.SmallInt, short.MinValue, (short)3 },
        { SqlDbType.TinyInt, (byte)255, (byte)0 },
        { SqlDbType.Bit, true, false },
        { SqlDbType.VarBinary, new byte[] { 1, 0, 255 }, Array.Empty<byte>() },
        { SqlDbType.VarBinary, new byte[8001], Array.Empty<byte>() },
        { SqlDbType.DateTime, new DateTime(2026, 11, 26, 23, 59, 59, 997), new DateTime(1753, 1, 1) },
        { SqlDbType.DateTime2, new DateTime(2026, 11, 26, 12, 30, 15).AddTicks(1234567), new DateTime(1, 1, 1) },
        { SqlDbType.UniqueIdentifier, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Guid.Empty },
        { SqlDbType.Decimal, 12345678901234567890.12345678m, -0.5m },
        { SqlDbType.Float, 0.1, -1e300 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Values_of_every_type_arrive(SqlDbType type, object first, object second)
    {
        Engine.Answers((_, _) => ScriptedEngine.Gives(new SqlResultSet([new SqlColumn("before", SqlDbType.Int), new SqlColumn("value", type)], [[1, first], [2, null], [3, second]])));
        await using var command = new SqlCommand("SELECT", Connection);
        await using var reader = await command.ExecuteReaderAsync(Token);

        Assert.Equal(["before", "value"], Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
        Assert.Equal(type.ToString(), reader.GetDataTypeName(1), ignoreCase: true);
        var read = new List<object?>();
        while (await reader.ReadAsync(Token))
        {
            Assert.Equal(read.Count + 1, reader.GetInt32(0));
            read.Add(await reader.IsDBNullAsync(1, Token) ? null : reader.GetValue(1));
        }
        Assert.Equal([first, null, second], read);
    }

    [Fact]
    public async Task Several_result_sets_arrive_in_order_and_one_may_be_empty()
    {
        Engine.Answers((_, _) => ScriptedEngine.Gives(Numbers(1, 2), Numbers(), Numbers(3)));
        await using var command = new SqlCommand("SELECT", Connection);
        await using var reader = await command.ExecuteReaderAsync(Token);

        var results = new List<int[]>();
        do
        {
            var rows = new List<int>();
            while (await reader.ReadAsync(Token))
            {
                rows.Add(reader.GetInt32(0));
            }
            results.Add([.. rows]);
        }
        while (await reader.NextResultAsync(Token));

        Assert.Equal([[1, 2], [], [3]], results);
    }

    [Fact]
    public async Task A_batch_without_rows_says_so()
    {
        await using var command = new SqlCommand("USE nothing", Connection);
        Assert.Equal(-1, await command.ExecuteNonQueryAsync(Token));
        Assert.Null(await Client.ScalarAsync(Connection, "SELECT nothing"));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(8000)]
    [InlineData(32767)]
    public async Task Long_texts_go_there_and_back_over_many_packets(int packetSize)
    {
        Engine.Answers((batch, _) => ScriptedEngine.Gives(new SqlResultSet([new SqlColumn("batch", SqlDbType.NVarChar)], [[batch]])));
        await using var connection = await Client.OpenAsync(Endpoint, settings =>
        {
            settings.PacketSize = packetSize;
            settings.Encrypt = SqlConnectionEncryptOption.Mandatory;
        });
        var batch = "SELECT '" + string.Concat(Enumerable.Range(0, 60_000).Select(number => $"{number} ä")) + "'";

        Assert.Equal(batch, await Client.ScalarAsync(connection, batch));
        Assert.Equal(packetSize, connection.PacketSize);
    }

    [Fact]
    public async Task Many_rows_are_read_while_they_come()
    {
        Engine.Answers((_, _) => ScriptedEngine.Gives(Numbers([.. Enumerable.Range(0, 50_000)])));
        await using var command = new SqlCommand("SELECT", Connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var sum = 0L;
        while (await reader.ReadAsync(Token))
        {
            sum += reader.GetInt32(0);
        }
        Assert.Equal(50_000L * 49_999 / 2, sum);
    }

    [Fact]
    public async Task An_error_carries_number_class_state_line_and_words_and_the_connection_goes_on()
    {
        Engine.Answers((batch, _) => batch == "bad"
            ? ScriptedEngine.Says(new SqlError(15151, 16, 3, "Cannot alter the login 'nobody', because it does not exist.", 7), new SqlError(15404, 12, 1, "Second."))
            : ScriptedEngine.Gives(Numbers(5)));

        var failed = await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(Connection, "bad"));

        Assert.Equal((15151, 16, 3, 7), (failed.Number, failed.Class, failed.State, failed.LineNumber));
        Assert.Equal(["Cannot alter the login 'nobody', because it does not exist.", "Second."], Client.Errors(failed.Errors).Select(error => error.Message));
        Assert.Equal(5, await Client.ScalarAsync(Connection, "good"));
    }

    [Fact]
    public async Task An_error_after_rows_arrives_after_them()
    {
        Engine.Answers((_, _) => ScriptedEngine.Gives(Numbers(1)) with { Messages = [new SqlError(8134, 16, 1, "Divide by zero error encountered.")] });
        await using var command = new SqlCommand("SELECT", Connection);
        await using var reader = await command.ExecuteReaderAsync(Token);

        Assert.True(await reader.ReadAsync(Token));
        var failed = await Assert.ThrowsAsync<SqlException>(async () =>
        {
            while (await reader.ReadAsync(Token) || await reader.NextResultAsync(Token))
            {
            }
        });
        Assert.Equal(8134, failed.Number);
    }

    [Fact]
    public async Task Notices_arrive_as_messages()
    {
        var heard = new List<string>();
        Connection.InfoMessage += (_, message) => heard.AddRange(Client.Errors(message.Errors).Select(error => $"{error.Number} {error.Class} {error.Message}"));
        Engine.Answers((_, _) => ScriptedEngine.Gives(Numbers(1)) with { Messages = [new SqlError(0, 0, 1, "First"), new SqlError(50000, 10, 1, "Second")] });

        Assert.Equal(1, await Client.ScalarAsync(Connection, "PRINT"));

        Assert.Equal(["0 0 First", "50000 10 Second"], heard);
    }

    [Fact]
    public async Task A_severe_error_ends_the_connection()
    {
        Engine.Answers((_, _) => ScriptedEngine.Says(new SqlError(596, 21, 1, "Cannot continue the execution because the session is in the kill state.")));

        var failed = await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(Connection, "SELECT 1"));

        Assert.Equal(596, failed.Number);
        await Engine.Sessions.Single().Disposed.WaitAsync(Token);
    }

    [Fact]
    public async Task A_change_of_database_reaches_the_client()
    {
        Engine.Answer = (session, _, _, _) =>
        {
            session.Database = "sh]op";
            return Task.FromResult(ScriptedEngine.Nothing);
        };
        var heard = new List<int>();
        Connection.InfoMessage += (_, message) => heard.AddRange(Client.Errors(message.Errors).Select(error => error.Number));

        await Client.ScalarAsync(Connection, "USE [sh]]op]");

        Assert.Equal("sh]op", Connection.Database);
        Assert.Equal([5701], heard);
    }

    [Fact]
    public async Task A_statement_the_engine_does_not_know_is_an_error_and_is_kept_as_a_failure()
    {
        Engine.Answers((batch, _) => throw new NotSupportedException($"No idea what '{batch}' does."));

        var failed = await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(Connection, "DANCE"));

        Assert.Equal("No idea what 'DANCE' does.", failed.Message);
        Assert.IsType<NotSupportedException>(Assert.Single(Endpoint.TakeFailures()));
    }

    private static SqlResultSet Numbers(params int[] numbers) =>
        new([new SqlColumn("number", SqlDbType.Int)], [.. numbers.Select(number => new object?[] { number })]);
}
