package org.jernel.net.ipv4;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may share a port with whom: the table of {@code inet_csk_bind_conflict}. */
@Timeout(60)
class InetHashTablesTest {

    private static final int PORT = 7000;

    private final TcpTestKernel host = new TcpTestKernel();

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        // first, its options, listening; second, its options; shared
        "127.0.0.1, '',   false, 127.0.0.1, '',   false",
        "127.0.0.1, '',   false, 127.0.0.2, '',   true",
        "0.0.0.0,   '',   false, 127.0.0.1, '',   false",
        "127.0.0.1, '',   false, 0.0.0.0,   '',   false",
        "127.0.0.1, a,    false, 127.0.0.1, '',   false",
        "127.0.0.1, '',   false, 127.0.0.1, a,    false",
        "127.0.0.1, a,    false, 127.0.0.1, a,    true",
        "0.0.0.0,   a,    false, 127.0.0.1, a,    true",
        "127.0.0.1, a,    true,  127.0.0.1, a,    false",
        "127.0.0.1, a,    true,  127.0.0.2, a,    true",
        "127.0.0.1, p,    true,  127.0.0.1, p,    true",
        "127.0.0.1, p,    false, 127.0.0.1, p,    true",
        "127.0.0.1, p,    true,  127.0.0.1, '',   false",
        "127.0.0.1, p,    true,  127.0.0.1, a,    false",
        "127.0.0.1, ap,   true,  127.0.0.1, p,    true",
    })
    void portsAreShared(
            String first, String firstOptions, boolean listening, String second, String secondOptions, boolean shared) {
        TestSocket holder = withOptions(firstOptions).bind(first, PORT);
        if (listening) {
            holder.listen(1);
        }
        TestSocket newcomer = withOptions(secondOptions);
        if (shared) {
            assertThat(newcomer.bind(second, PORT).port()).isEqualTo(PORT);
        } else {
            assertThat(TcpConnectionTest.errnoOf(() -> newcomer.bind(second, PORT))).isEqualTo(Errno.EADDRINUSE);
        }
    }

    private TestSocket withOptions(String letters) {
        TestSocket socket = TestSocket.create(host.tcp);
        socket.sk.options().reuseAddr = letters.contains("a");
        socket.sk.options().reusePort = letters.contains("p");
        return socket;
    }

    @Test
    void ofTwoThatShareAPortOnlyOneMayListen() {
        TestSocket one = withOptions("a").bind("127.0.0.1", PORT);
        TestSocket other = withOptions("a").bind("127.0.0.1", PORT);
        one.listen(1);
        assertThat(TcpConnectionTest.errnoOf(() -> other.listen(1))).isEqualTo(Errno.EADDRINUSE);
        one.close();
        assertThat(other.listen(1).port()).isEqualTo(PORT);
    }

    @Test
    void theListenerOfTheExactAddressGetsTheConnection() {
        TestSocket any = withOptions("").bind("0.0.0.0", PORT);
        any.close();
        TestSocket exact = withOptions("p").bind("127.0.0.1", PORT).listen(1);
        TestSocket wide = withOptions("p").bind("0.0.0.0", PORT).listen(1);
        TestSocket toExact = TestSocket.connected(host.tcp, PORT);
        assertThat(exact.sk.ackBacklog).isEqualTo(1);
        assertThat(toExact.sk.dport).isEqualTo(PORT);
        TestSocket toOther = TestSocket.create(host.tcp).connect("127.0.0.3", PORT);
        assertThat(wide.sk.ackBacklog).isEqualTo(1);
        assertThat(wide.accept().sk.saddr).isEqualTo(toOther.sk.daddr);
    }

    @Test
    void balancedListenersAllGetSome() {
        TestSocket one = withOptions("p").bind("127.0.0.1", PORT).listen(100);
        TestSocket other = withOptions("p").bind("127.0.0.1", PORT).listen(100);
        for (int i = 0; i < 60; i++) {
            TestSocket.connected(host.tcp, PORT);
        }
        assertThat(one.sk.ackBacklog + other.sk.ackBacklog).isEqualTo(60);
        assertThat(one.sk.ackBacklog).isBetween(10, 50);
    }

    @Test
    void thePortsOfTheKernelsChoiceAreEphemeralAndDiffer() {
        TestSocket one = TestSocket.create(host.tcp).bind("127.0.0.1", 0);
        TestSocket other = withOptions("a").bind("127.0.0.1", 0);
        assertThat(one.port()).isBetween(32768, 60999);
        assertThat(other.port()).isNotEqualTo(one.port());
        assertThat(one.port() & 1).as("bind takes odd ones as long as there are").isOne();
    }

    @Test
    void connectingFromABoundPortTwiceToOnePeerIsRefused() {
        TestSocket listener = host.listening(5);
        withOptions("a").bind("127.0.0.1", PORT).connect("127.0.0.1", listener.port());
        TestSocket again = withOptions("a").bind("127.0.0.1", PORT);
        assertThat(TcpConnectionTest.errnoOf(() -> again.connect("127.0.0.1", listener.port())))
                .isEqualTo(Errno.EADDRNOTAVAIL);
        TestSocket elsewhere = host.listening(5);
        again.connect("127.0.0.1", elsewhere.port());
        assertThat(elsewhere.sk.ackBacklog).isEqualTo(1);
    }

    @Test
    void closingGivesThePortBack() {
        TestSocket.create(host.tcp).bind("127.0.0.1", PORT).close();
        assertThat(host.ipv4.hash().boundPorts()).isZero();
        TestSocket listener = TestSocket.create(host.tcp).bind("127.0.0.1", PORT).listen(1);
        listener.close();
        assertThat(host.isEmpty()).isTrue();
    }
}
