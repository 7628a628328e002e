using System.Net;
using System.Net.Sockets;
using RotationPS.Servers;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>The proxy itself, before a server that says what it hears.</summary>
public sealed class FaultyProxyTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private FaultyProxy? _proxy;
    private Task _echo = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FaultyProxy Proxy => _proxy!;

    public ValueTask InitializeAsync()
    {
        _listener.Start();
        _proxy = FaultyProxy.To(((IPEndPoint)_listener.LocalEndpoint).Port);
        _echo = EchoAsync();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _listener.Dispose();
        await _echo;
    }

    [Fact]
    public async Task Without_a_fault_everything_passes_and_is_recorded()
    {
        var recording = Proxy.Record();

        Assert.Equal([1, 2, 3], await SayAsync(1, 2, 3));

        await Proxy.QuietAsync();
        var connection = Assert.Single(recording.Connections);
        Assert.Equal([1, 2, 3], connection.Bytes(ProxyDirection.ToServer));
        Assert.Equal([1, 2, 3], connection.Bytes(ProxyDirection.ToClient));
        Assert.Equal([(ProxyDirection.ToServer, 0), (ProxyDirection.ToClient, 0)], connection.Turns);
        Assert.False(recording.HasStruck);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_truncated_answer_arrives_as_far_as_it_was_let_through(int position)
    {
        var proxied = Proxy.Arm(new ProxyFault(0, ProxyDirection.ToClient, position, ProxyFaultKind.Truncate));

        var heard = await SayAsync(1, 2, 3);

        Assert.Equal(position, heard.Length);
        Assert.True(proxied.HasStruck);
    }

    [Fact]
    public async Task A_truncated_request_reaches_the_server_as_far_as_it_was_let_through()
    {
        var proxied = Proxy.Arm(new ProxyFault(0, ProxyDirection.ToServer, 2, ProxyFaultKind.Truncate));

        Assert.Empty(await SayAsync(1, 2, 3));

        Assert.Equal([1, 2], proxied.Connections[0].Bytes(ProxyDirection.ToServer));
    }

    [Theory]
    [InlineData(ProxyFaultKind.Reset)]
    [InlineData(ProxyFaultKind.Refuse)]
    public async Task A_reset_connection_is_an_error_and_the_next_one_is_not(ProxyFaultKind kind)
    {
        Proxy.Arm(new ProxyFault(0, ProxyDirection.ToServer, 2, kind));

        await Assert.ThrowsAnyAsync<SocketException>(() => SayAsync(1, 2, 3));

        Assert.Equal([4], await SayAsync(4));
    }

    [Fact]
    public async Task A_server_that_stays_away_refuses_every_later_connection()
    {
        Proxy.Arm(new ProxyFault(0, ProxyDirection.ToServer, 1, ProxyFaultKind.Truncate) { Stays = true });

        Assert.Empty(await SayAsync(1));
        await Assert.ThrowsAnyAsync<SocketException>(() => SayAsync(2));
    }

    [Fact]
    public async Task A_black_hole_keeps_the_connection_and_passes_nothing_until_it_is_hung_up()
    {
        var proxied = Proxy.Arm(new ProxyFault(0, ProxyDirection.ToClient, 1, ProxyFaultKind.BlackHole) { HidesDeparture = true });

        using (var client = await ConnectAsync())
        {
            await client.SendAsync(new byte[] { 1, 2, 3 }, Cancellation);
            Assert.Equal(1, await client.ReceiveAsync(new byte[10], Cancellation));
            var more = client.ReceiveAsync(new byte[10], Cancellation).AsTask();
            using var second = await ConnectAsync();
            await second.SendAsync(new byte[] { 4 }, Cancellation);
            Assert.Equal(1, await second.ReceiveAsync(new byte[10], Cancellation));
            Assert.False(more.IsCompleted);
            await Proxy.HangUpAsync();
            await Assert.ThrowsAnyAsync<SocketException>(() => more);
        }

        Assert.True(proxied.HasStruck);
        Assert.Equal([5], await SayAsync(5));
    }

    [Fact]
    public async Task A_delayed_answer_waits_for_the_test_and_arrives_whole()
    {
        var until = new TaskCompletionSource();
        Proxy.Arm(new ProxyFault(0, ProxyDirection.ToClient, 1, ProxyFaultKind.Delay) { Until = until.Task });
        using var client = await ConnectAsync();
        await client.SendAsync(new byte[] { 1, 2, 3 }, Cancellation);
        Assert.Equal(1, await client.ReceiveAsync(new byte[10], Cancellation));
        var rest = client.ReceiveAsync(new byte[10], Cancellation).AsTask();
        Assert.False(rest.IsCompleted);

        until.SetResult();

        Assert.Equal(2, await rest);
    }

    /// <summary>Says something on a new connection and gives what came back before the end.</summary>
    private async Task<byte[]> SayAsync(params byte[] bytes)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(bytes, Cancellation);
        var heard = new List<byte>();
        var buffer = new byte[10];
        while (heard.Count < bytes.Length && await client.ReceiveAsync(buffer, Cancellation) is var received && received > 0)
        {
            heard.AddRange(buffer.AsSpan(0, received));
        }

        return [.. heard];
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, Proxy.Port, Cancellation);
        return client;
    }

    private async Task EchoAsync()
    {
        var answers = new List<Task>();
        try
        {
            while (true)
            {
                answers.Add(AnswerAsync(await _listener.AcceptSocketAsync()));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            await Task.WhenAll(answers);
        }
    }

    private static async Task AnswerAsync(Socket client)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            await stream.CopyToAsync(stream);
        }
        catch (IOException)
        {
            // The proxy has broken this connection off.
        }
    }
}
