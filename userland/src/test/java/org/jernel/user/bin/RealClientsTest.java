package org.jernel.user.bin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.TcpState;
import org.jernel.net.diag.NetstatEntry;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Clients that nobody here wrote, against programs of a kernel on the wire; those that do as they please are plain sockets. */
@Timeout(120)
final class RealClientsTest {

    private static final int BIG = 1 << 20;
    private static final long PAUSE_NANOS = 100_000;

    private final Machine machine = Machine.boot(KernelConfig.wire());

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        for (Task task : machine.kernel().tasks().list()) {
            task.sendSignal(Signal.SIGTERM.number());
            assertThat(task.join()).isIn(0, Signal.SIGKILL.number());
        }
        assertThat(org.jernel.net.diag.Netstat.of(machine.kernel())).isEmpty();
        machine.close();
    }

    /** Starts a service on a port of the host's choice. */
    private InetSocketAddress serving(Program program, String name) throws InterruptedException {
        machine.start(program, name, "0");
        return service();
    }

    /** The address that the service has printed. */
    private InetSocketAddress service() throws InterruptedException {
        machine.terminal().awaitText("\n");
        Matcher port = Pattern.compile("serving at 127\\.0\\.0\\.1:(\\d+)\n").matcher(machine.terminal().screen());
        assertThat(port.find()).isTrue();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)));
    }

    private static URI uri(InetSocketAddress service, String path) {
        return URI.create("http://127.0.0.1:" + service.getPort() + path);
    }

    private long established() {
        return org.jernel.net.diag.Netstat.of(machine.kernel()).stream()
                .map(NetstatEntry::state)
                .filter(TcpState.ESTABLISHED::equals)
                .count();
    }

    @Test
    void theHttpClientOfTheJdkKeepsItsConnection() throws IOException, InterruptedException {
        InetSocketAddress service = serving(new Httpd(), "httpd");
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> hello =
                    client.send(HttpRequest.newBuilder(uri(service, "/hello")).build(), BodyHandlers.ofString());
            assertThat(hello.statusCode()).isEqualTo(200);
            assertThat(hello.body()).isEqualTo("hi\n");
            assertThat(hello.headers().firstValue("Content-Type")).hasValue("text/plain");

            HttpResponse<String> head =
                    client.send(HttpRequest.newBuilder(uri(service, "/big")).HEAD().build(), BodyHandlers.ofString());
            assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(BIG);
            assertThat(head.body()).isEmpty();

            assertThat(
                    client.send(HttpRequest.newBuilder(uri(service, "/big")).build(), BodyHandlers.ofString()).body())
                    .hasSize(BIG);
            HttpResponse<String> missing =
                    client.send(HttpRequest.newBuilder(uri(service, "/nothing")).build(), BodyHandlers.ofString());
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).isEqualTo("There is no /nothing.\n");
            assertThat(established()).isEqualTo(1);

            HttpRequest post =
                    HttpRequest.newBuilder(uri(service, "/")).POST(BodyPublishers.ofString("body")).build();
            assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void twoHundredClientsAtOnceAreServed() throws InterruptedException {
        InetSocketAddress service = serving(new Httpd(), "httpd");
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> client.sendAsync(
                            HttpRequest.newBuilder(uri(service, i % 10 == 0 ? "/big" : "/hello")).build(),
                            BodyHandlers.ofString()))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join().body()).hasSize(i % 10 == 0 ? BIG : 3);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Socket connect(InetSocketAddress service) throws IOException {
        Socket socket = new Socket(service.getAddress(), service.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void aClientThatHasNothingMoreToSayGetsItsAnswerWhole() throws IOException, InterruptedException {
        InetSocketAddress service = serving(new Httpd(), "httpd");
        try (Socket client = connect(service)) {
            client.getOutputStream().write(ascii("GET /big HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\n\r\n"));
            client.shutdownOutput();
            assertThat(text(client.getInputStream())).hasSizeGreaterThan(BIG).endsWith("\r\n\r\nhi\n");
        }
    }

    @Test
    void requestsThatComeInPiecesAndOnesThatAreNoneAreTold() throws IOException, InterruptedException {
        InetSocketAddress service = serving(new Httpd(), "httpd");
        try (Socket client = connect(service)) {
            OutputStream out = client.getOutputStream();
            for (byte one : ascii("GET /hello HTTP/1.0\r\nHost: x\r\n\r\n")) {
                out.write(one);
            }
            assertThat(text(client.getInputStream())).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhi\n");
        }
        assertThat(answerTo(service, "no request\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answerTo(service, "\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answerTo(service, "GET /" + "x".repeat(9000))).startsWith("HTTP/1.1 431 ");
        assertThat(answerTo(service, "DELETE / HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ").contains("\r\nAllow: GET, HEAD\r\n");
        assertThat(answerTo(service, "GET / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody")).startsWith("HTTP/1.1 413 ");
        assertThat(answerTo(service, "GET /hello HTTP/1.1\r\nConnection:TE , Close\r\n\r\n")).endsWith("\r\n\r\nhi\n");
    }

    private static String answerTo(InetSocketAddress service, String request) throws IOException {
        try (Socket client = connect(service)) {
            client.getOutputStream().write(ascii(request));
            return text(client.getInputStream());
        }
    }

    @Test
    void clientsThatReadNothingHoldNobodyUp() throws IOException, InterruptedException {
        InetSocketAddress service = serving(new Httpd(), "httpd");
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket client = connect(service);
                slow.add(client);
                client.getOutputStream().write(ascii("GET /big HTTP/1.1\r\n\r\n".repeat(20)));
            }
            assertThat(answerTo(service, "GET /hello HTTP/1.0\r\n\r\n")).endsWith("hi\n");
            slow.getFirst().shutdownOutput();
            assertThat(slow.getFirst().getInputStream().readAllBytes()).hasSizeGreaterThan(20 * BIG);
        } finally {
            for (Socket client : slow) {
                // With a reset, in the middle of an answer.
                client.setSoLinger(true, 0);
                client.close();
            }
        }
        assertThat(answerTo(service, "GET /hello HTTP/1.0\r\n\r\n")).endsWith("hi\n");
    }

    @Test
    void aServerThatIsKilledEndsTheTransfer() throws IOException, InterruptedException {
        InetSocketAddress service = serving(new Httpd(), "httpd");
        try (Socket client = connect(service)) {
            client.getOutputStream().write(ascii("GET /big HTTP/1.1\r\n\r\n".repeat(50)));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            Task server = machine.kernel().tasks().list().getFirst();
            server.sendSignal(Signal.SIGKILL.number());
            assertThat(server.join()).isEqualTo(Signal.SIGKILL.number());
            long read = 0;
            try {
                read = client.getInputStream().readAllBytes().length;
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(read).isLessThan(50L * BIG);
        }
        assertThatThrownBy(() -> connect(service)).isInstanceOf(IOException.class);
    }

    @Test
    void whoMayNotHaveMoreDescriptorsServesTheOthersLater() throws IOException, InterruptedException {
        machine.start((Libc libc, List<String> argv) -> {
            libc.syscall(160, 7, limit(libc, 12), 0);
            return new Httpd().main(libc, argv);
        }, "httpd", "0");
        InetSocketAddress service = service();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Socket client = connect(service);
            clients.add(client);
            client.getOutputStream().write(ascii("GET /hello HTTP/1.0\r\n\r\n"));
        }
        for (Socket client : clients) {
            assertThat(text(client.getInputStream())).endsWith("hi\n");
            client.close();
        }
    }

    /** {@code struct rlimit} with both limits the same. */
    private static long limit(Libc libc, long most) {
        long struct = libc.malloc(16);
        libc.storeLong(struct, most);
        libc.storeLong(struct + 8, most);
        return struct;
    }

    @Test
    void whatIsSentComesBackByTcpAndByUdp() throws IOException, InterruptedException {
        InetSocketAddress service = serving(new Echod(), "echod");
        byte[] sent = new byte[BIG];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31);
        }
        try (Socket client = connect(service)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
            writer.join();
        }
        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout(60_000);
            for (int length : new int[] {0, 1, 1000, 60_000}) {
                client.send(new DatagramPacket(sent, length, service));
                DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
                client.receive(answer);
                assertThat(answer.getLength()).isEqualTo(length);
                assertThat(answer.getSocketAddress()).isEqualTo(service);
            }
        }
        while (established() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
