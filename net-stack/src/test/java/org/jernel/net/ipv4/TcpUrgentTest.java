package org.jernel.net.ipv4;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.file.Poll;
import org.jernel.net.core.NetBytes;
import org.jernel.net.ipv4.ScriptedPeer.Segment;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.ipv4.TcpHeader.ACK;
import static org.jernel.net.ipv4.TcpHeader.PSH;
import static org.jernel.net.ipv4.TcpHeader.SYN;
import static org.jernel.net.ipv4.TcpHeader.URG;

/** The urgent pointer, packet by packet. RFC 9293, 3.8.5; RFC 6093. */
@Timeout(60)
class TcpUrgentTest {

    private static final int ISS = 1000;
    private static final int POINTER_AT = IpHeader.LENGTH + 18;

    private final TcpTestKernel host = new TcpTestKernel();
    private final ScriptedPeer peer = new ScriptedPeer(host.ipv4);
    private final byte[] buffer = new byte[100];
    private int hostSeq;
    private int port;

    @AfterEach
    void noOops() {
        assertThat(host.kernel.oopsCount()).isZero();
        host.close();
    }

    private TestSocket accepted() {
        TestSocket listener = TestSocket.create(host.tcp).bind("192.0.2.1", 0).listen(5);
        port = listener.port();
        peer.send(port, SYN, ISS, 0);
        hostSeq = peer.next().seq() + 1;
        peer.send(port, ACK, ISS + 1, hostSeq);
        TestSocket server = listener.accept();
        listener.close();
        return server;
    }

    private static int pointer(Segment segment) {
        return NetBytes.getShort(segment.packet(), POINTER_AT);
    }

    private static byte[] text(String content) {
        return content.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void pointsBehindTheLastByte() {
        TestSocket server = accepted();
        assertThat(server.send(text("abc"), MsgFlags.MSG_OOB)).isEqualTo(3);
        Segment urgent = peer.next();
        assertThat(urgent.flags()).isEqualTo(ACK | PSH | URG);
        assertThat(pointer(urgent)).isEqualTo(3);
    }

    @Test
    void isToldUntilItIsAcknowledged() {
        TestSocket server = accepted();
        assertThat(server.send(text("a"), MsgFlags.MSG_OOB)).isOne();
        assertThat(peer.next().flags() & URG).isNotZero();
        assertThat(server.send(text("b"), 0)).isOne();
        assertThat(peer.next().flags() & URG).isZero();
        host.advance(200, TimeUnit.MILLISECONDS, () -> server.lockedIs(() -> !peer.isSilent()));
        Segment again = peer.next();
        assertThat(again.seq()).isEqualTo(hostSeq);
        assertThat(pointer(again)).isOne();
        peer.send(port, ACK, ISS + 1, hostSeq + 2);
        assertThat(server.sk.isUrgentMode()).isFalse();
    }

    @Test
    void isKnownBeforeTheByteComes() {
        TestSocket server = accepted();
        peer.sendUrgent(port, 3, ISS + 1, hostSeq, text("a"));
        assertThat(server.poll() & Poll.POLLPRI).isZero();
        assertThat(server.recv(buffer, MsgFlags.MSG_OOB)).isEqualTo(Errno.EAGAIN.negated());
        peer.sendUrgent(port, 2, ISS + 2, hostSeq, text("bX"));
        assertThat(server.poll() & Poll.POLLPRI).isNotZero();
        assertThat(server.recv(buffer, MsgFlags.MSG_OOB)).isOne();
        assertThat(buffer[0]).isEqualTo((byte) 'X');
        assertThat(server.recv(buffer, 0)).isEqualTo(2);
        assertThat(server.sk.isAtMark()).isTrue();
    }

    @Test
    void isNotTakenBackByAnOlderOne() {
        TestSocket server = accepted();
        peer.sendUrgent(port, 3, ISS + 1, hostSeq, text("abX"));
        peer.sendUrgent(port, 2, ISS + 1, hostSeq, text("abX"));
        assertThat(server.recv(buffer, MsgFlags.MSG_OOB)).isOne();
        assertThat(server.recv(buffer, 0)).isEqualTo(2);
    }
}
