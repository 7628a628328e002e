using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Servers.SqlServer;
using SqlError = RotationPS.Servers.SqlServer.SqlError;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>What a client asks the endpoint: with parameters, in transactions, and to stop.</summary>
public sealed class TdsRequestTests : TdsConnectionTests
{
    public static TheoryData<SqlDbType, int, object?> Parameters => new()
    {
        { SqlDbType.NVarChar, 50, "Zoë" },
        { SqlDbType.NVarChar, 50, "" },
        { SqlDbType.NVarChar, 50, null },
        { SqlDbType.NVarChar, -1, new string('x', 100_000) },
        { SqlDbType.NVarChar, -1, null },
        { SqlDbType.VarChar, 50, "plain" },
        { SqlDbType.NChar, 3, "abc" },
        { SqlDbType.Int, 0, -5 },
        { SqlDbType.Int, 0, null },
        { SqlDbType.BigInt, 0, long.MinValue },
        { SqlDbType.SmallInt, 0, (short)-2 },
        { SqlDbType.TinyInt, 0, (byte)200 },
        { SqlDbType.Bit, 0, true },
        { SqlDbType.Bit, 0, null },
        { SqlDbType.VarBinary, 85, new byte[] { 1, 2, 3 } },
        { SqlDbType.VarBinary, 85, null },
        { SqlDbType.VarBinary, -1, new byte[20_000] },
        { SqlDbType.DateTime, 0, new DateTime(2026, 2, 28, 1, 2, 3, 10) },
        { SqlDbType.DateTime2, 0, new DateTime(2026, 11, 26, 23, 59, 59).AddTicks(9_999_999) },
        { SqlDbType.Date, 0, new DateTime(2026, 11, 26) },
        { SqlDbType.UniqueIdentifier, 0, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff") },
        { SqlDbType.Decimal, 0, -12345.678m },
        { SqlDbType.Float, 0, 2.5 },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task Parameters_of_every_type_go_there_and_back(SqlDbType type, int size, object? value)
    {
        IReadOnlyList<SqlArgument> seen = [];
        Engine.Answers((_, arguments) =>
        {
            seen = arguments;
            return ScriptedEngine.Nothing with { Outputs = new Dictionary<string, object?> { ["@out"] = arguments[0].Value } };
        });
        await using var command = new SqlCommand("SET @out = @in", Connection);
        command.Parameters.Add(new SqlParameter("@in", type, size) { Value = value ?? DBNull.Value });
        var output = command.Parameters.Add(new SqlParameter("@out", type, size) { Direction = ParameterDirection.Output });
        if (value is decimal)
        {
            (output.Precision, output.Scale) = (20, 3);
        }

        await command.ExecuteNonQueryAsync(Token);

        Assert.Equal("SET @out = @in", Assert.Single(Engine.Batches));
        Assert.Equal([("@in", false), ("@out", true)], seen.Select(argument => (argument.Name, argument.IsOutput)));
        Assert.Equal(value, seen[0].Value);
        Assert.Null(seen[1].Value);
        Assert.Equal(value ?? DBNull.Value, output.Value);
    }

    [Fact]
    public async Task A_parameter_without_a_type_is_what_its_value_is()
    {
        object?[] values = ["text", 1, 2L, true, Guid.Empty];
        IReadOnlyList<SqlArgument> seen = [];
        Engine.Answers((_, arguments) =>
        {
            seen = arguments;
            return ScriptedEngine.Gives(new SqlResultSet([new SqlColumn("", SqlDbType.NVarChar)], [["done"]]));
        });
        await using var command = new SqlCommand("SELECT 'done'", Connection);
        foreach (var (value, index) in values.Select((value, index) => (value, index)))
        {
            command.Parameters.AddWithValue($"@p{index}", value);
        }

        Assert.Equal("done", await command.ExecuteScalarAsync(Token));

        Assert.Equal(values, seen.Select(argument => argument.Value));
    }

    [Fact]
    public async Task A_procedure_is_called_by_name_and_returns_its_status()
    {
        IReadOnlyList<SqlArgument> seen = [];
        Engine.Answers((_, arguments) =>
        {
            seen = arguments;
            return ScriptedEngine.Nothing with { Outputs = new Dictionary<string, object?> { ["@RETURN_VALUE"] = -3 } };
        });
        await using var command = new SqlCommand("sys.sp_getapplock", Connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.AddWithValue("@Resource", "rotation");
        command.Parameters.AddWithValue("@LockTimeout", 0);
        var status = command.Parameters.Add(new SqlParameter("@status", SqlDbType.Int) { Direction = ParameterDirection.ReturnValue });

        await command.ExecuteNonQueryAsync(Token);

        Assert.Equal("EXEC sys.sp_getapplock @Resource = @Resource, @LockTimeout = @LockTimeout", Assert.Single(Engine.Batches).Replace("[", "").Replace("]", ""));
        Assert.Equal([new SqlArgument("@Resource", "rotation", false), new SqlArgument("@LockTimeout", 0, false)], seen);
        Assert.Equal(-3, status.Value);
    }

    [Fact]
    public async Task An_error_in_a_statement_with_parameters_arrives()
    {
        Engine.Answers((_, _) => ScriptedEngine.Says(new SqlError(1222, 16, 51, "Lock request time out period exceeded.")));
        await using var command = new SqlCommand("SELECT @a", Connection);
        command.Parameters.AddWithValue("@a", 1);

        Assert.Equal(1222, (await Assert.ThrowsAsync<SqlException>(() => command.ExecuteScalarAsync(Token))).Number);
    }

    [Fact]
    public async Task Transactions_begin_and_end_as_batches()
    {
        await using (var transaction = (SqlTransaction)await Connection.BeginTransactionAsync(Token))
        {
            await using var command = new SqlCommand("inside", Connection, transaction);
            await command.ExecuteNonQueryAsync(Token);
            await transaction.SaveAsync("here", Token);
            await transaction.RollbackAsync("here", Token);
            await transaction.CommitAsync(Token);
        }
        await using (await Connection.BeginTransactionAsync(Token))
        {
            await Task.CompletedTask;
        }
        await Client.ScalarAsync(Connection, "after");

        Assert.Equal(
            ["BEGIN TRANSACTION", "inside", "SAVE TRANSACTION [here]", "ROLLBACK TRANSACTION [here]", "COMMIT TRANSACTION", "BEGIN TRANSACTION", "ROLLBACK TRANSACTION", "after"],
            Engine.Batches);
    }

    [Fact]
    public async Task Cancelling_stops_the_batch_and_leaves_the_connection_usable()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var stopped = WaitsUntilStopped("wait", onStart: cancel.Cancel);
        await using var command = new SqlCommand("wait", Connection);

        await Assert.ThrowsAnyAsync<Exception>(() => command.ExecuteNonQueryAsync(cancel.Token));

        await stopped.WaitAsync(Token);
        Assert.Equal(ConnectionState.Open, Connection.State);
        await Client.ScalarAsync(Connection, "again");
        Assert.Equal(["wait", "again"], Engine.Batches);
    }

    [Fact]
    public async Task A_cancellation_that_meets_the_answer_does_no_harm()
    {
        for (var round = 0; round < 200; round++)
        {
            await using var command = new SqlCommand($"SELECT {round}", Connection);
            var running = command.ExecuteNonQueryAsync(Token);
            command.Cancel();
            // Either may win, and both are right; what counts is that the client gets its answer and the connection goes on.
            if (await Record.ExceptionAsync(() => running) is { } cancelled)
            {
                Assert.Contains("cancelled by user", cancelled.Message);
            }
            await Client.ScalarAsync(Connection, "between");
        }

        Assert.Equal(200, Engine.Batches.Count(batch => batch == "between"));
    }

    [Fact]
    public async Task A_time_out_of_the_client_stops_the_batch()
    {
        var stopped = WaitsUntilStopped("wait", onStart: () => { });
        await using var command = new SqlCommand("wait", Connection) { CommandTimeout = 1 };

        Assert.Equal(-2, (await Assert.ThrowsAsync<SqlException>(() => command.ExecuteNonQueryAsync(Token))).Number);

        await stopped.WaitAsync(Token);
        await Client.ScalarAsync(Connection, "again");
    }

    [Fact]
    public async Task A_client_that_hangs_up_stops_its_batch()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = WaitsUntilStopped("wait", begun.SetResult);
        await using var command = new SqlCommand("wait", Connection);
        var running = command.ExecuteNonQueryAsync(Token);
        await begun.Task.WaitAsync(Token);

        await Connection.CloseAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await stopped.WaitAsync(Token);
        await Engine.Sessions.Single().Disposed.WaitAsync(Token);
    }

    [Fact]
    public async Task A_session_that_the_server_ends_while_idle_is_gone()
    {
        Engine.Sessions.Single().End();
        await Engine.Sessions.Single().Disposed.WaitAsync(Token);

        var failed = await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(Connection, "SELECT 1"));

        Assert.Equal(20, failed.Class);
        Assert.Empty(Engine.Batches);
    }

    [Fact]
    public async Task A_session_that_the_server_ends_in_a_batch_is_gone()
    {
        var stopped = WaitsUntilStopped("wait", onStart: Engine.Sessions.Single().End);

        var failed = await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(Connection, "wait"));

        await stopped.WaitAsync(Token);
        await Engine.Sessions.Single().Disposed.WaitAsync(Token);
        Assert.Equal(20, failed.Class);
    }

    [Fact]
    public async Task An_engine_that_sees_the_end_of_a_session_first_has_not_failed()
    {
        Engine.Answer = async (session, _, _, _) =>
        {
            session.End();
            await Task.Delay(Timeout.Infinite, session.Ended);
            return ScriptedEngine.Nothing;
        };

        Assert.Equal(20, (await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(Connection, "wait"))).Class);
        Assert.Empty(Endpoint.Failures);
    }

    [Fact]
    public async Task A_pooled_connection_comes_back_to_its_database_outside_any_transaction()
    {
        Engine.Answer = (session, batch, _, _) =>
        {
            session.Database = batch switch { "USE shop" => "shop", "USE [master]" => "master", _ => session.Database };
            return Task.FromResult(ScriptedEngine.Nothing);
        };
        var settings = Client.Settings(Endpoint);
        settings.Pooling = true;
        await using (var first = new SqlConnection(settings.ConnectionString))
        {
            await first.OpenAsync(Token);
            await Client.ScalarAsync(first, "USE shop");
        }
        await using var second = new SqlConnection(settings.ConnectionString);
        await second.OpenAsync(Token);
        await Client.ScalarAsync(second, "next");

        Assert.Equal("master", second.Database);
        Assert.Equal(["USE shop", "USE [master]", "next"], Engine.Batches);
        Assert.Equal(2, Engine.Logins.Count);
        SqlConnection.ClearPool(second);
    }

    private Task WaitsUntilStopped(string what, Action onStart)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Engine.Answer = async (_, batch, _, stop) =>
        {
            if (batch != what)
            {
                return ScriptedEngine.Nothing;
            }
            onStart();
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                stopped.SetResult();
            }
            return ScriptedEngine.Nothing;
        };
        return stopped.Task;
    }
}
