package org.jernel.test.security;

import java.util.function.ToLongFunction;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.security.Security;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.core.SolSocket;
import org.jernel.net.socket.SocketLayer;
import org.jernel.net.uapi.OptName;
import org.jernel.net.uapi.Shutdown;
import org.jernel.net.uapi.SockAddr;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.jernel.test.junit.JernelTest;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.StackFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.AddressFamily.AF_UNIX;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;
import static org.jernel.test.assertj.JernelAssertions.assertThatErrno;

/** {@code security_socket_*}: where each is asked, and what its errno does. */
@JernelTest
final class SocketSecurityTest {

    private static final int SOCKETPAIR = 53;
    private static final int SENDMMSG = 307;
    private static final int UNKNOWN_FAMILY = 44;
    private static final SockAddr ADDRESS = SockAddrIn.of("127.0.0.1", 80);

    private final Guard guard = new Guard();

    @BeforeEach
    void register(Kernel kernel) {
        kernel.get(Security.class).securityAddHooks(guard);
    }

    @Test
    void isAskedOnceForEachCall(Libc libc) {
        int server = libc.socket(AF_INET, SOCK_STREAM, 0);
        libc.setsockopt(server, SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR, 1);
        libc.getsockopt(server, SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR);
        libc.bind(server, ADDRESS);
        libc.listen(server, 1);
        libc.getsockname(server);
        assertThat(guard.asked()).containsExactly("socket_create", "socket_setsockopt", "socket_getsockopt",
                "socket_bind", "socket_listen", "socket_getsockname");
        int client = libc.socket(AF_INET, SOCK_STREAM, 0);
        libc.connect(client, ADDRESS);
        libc.getpeername(client);
        int accepted = libc.accept(server).fd();
        assertThat(guard.asked())
                .containsExactly("socket_create", "socket_connect", "socket_getpeername", "socket_accept");
        libc.send(client, new byte[1], 0);
        libc.write(client, new byte[1]);
        libc.recv(accepted, new byte[1], 0);
        libc.read(accepted, new byte[1]);
        libc.shutdown(client, Shutdown.SHUT_WR);
        assertThat(guard.asked()).containsExactly("socket_sendmsg", "socket_sendmsg", "socket_recvmsg",
                "socket_recvmsg", "socket_shutdown");
        libc.close(accepted);
        libc.close(client);
        libc.close(server);
    }

    private void refuses(String hook, Libc libc, ToLongFunction<Libc> call) {
        guard.refuse(hook);
        assertThat(call.applyAsLong(libc)).as(hook).isNegative();
        assertThatErrno(libc).is(Errno.EACCES);
        guard.refuse("");
    }

    @Test
    void itsErrnoIsWhatTheCallerSees(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_STREAM, 0);
        refuses("socket_create", libc, c -> c.socket(AF_INET, SOCK_STREAM, 0));
        refuses("socket_socketpair", libc, SocketSecurityTest::socketpair);
        refuses("socket_setsockopt", libc, c -> c.setsockopt(fd, SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR, 1));
        refuses("socket_getsockopt", libc, c -> c.getsockopt(fd, SolSocket.SOL_SOCKET, OptName.SO_REUSEADDR));
        refuses("socket_bind", libc, c -> c.bind(fd, ADDRESS));
        refuses("socket_listen", libc, c -> c.listen(fd, 1));
        refuses("socket_accept", libc, c -> c.accept(fd).fd());
        refuses("socket_connect", libc, c -> c.connect(fd, ADDRESS));
        refuses("socket_sendmsg", libc, c -> c.send(fd, new byte[1], 0));
        refuses("socket_sendmsg", libc, c -> c.write(fd, new byte[1]));
        refuses("socket_sendmsg", libc, c -> sendmmsg(c, fd));
        refuses("socket_recvmsg", libc, c -> c.recv(fd, new byte[1], 0));
        refuses("socket_recvmsg", libc, c -> c.read(fd, new byte[1]));
        refuses("socket_getsockname", libc, c -> c.getsockname(fd).equals(SockAddr.NONE) ? -1 : 0);
        refuses("socket_getpeername", libc, c -> c.getpeername(fd).equals(SockAddr.NONE) ? -1 : 0);
        refuses("socket_shutdown", libc, c -> c.shutdown(fd, Shutdown.SHUT_WR));
        assertThat(libc.bind(fd, ADDRESS)).as("nothing of what was refused has happened").isZero();
        libc.close(fd);
    }

    private static long socketpair(Libc libc) {
        try (StackFrame frame = libc.frame()) {
            return libc.syscall(SOCKETPAIR, AF_UNIX, SOCK_STREAM, 0, frame.allocate(2L * Integer.BYTES), 0, 0);
        }
    }

    /** One empty struct mmsghdr. */
    private static long sendmmsg(Libc libc, int fd) {
        try (StackFrame frame = libc.frame()) {
            return libc.syscall(SENDMMSG, fd, frame.allocate(new byte[Long.BYTES * 8]), 1, 0, 0, 0);
        }
    }

    @Test
    void isAskedBeforeTheFamilyIsLookedFor(Libc libc) {
        libc.socket(-1, SOCK_STREAM, 0);
        assertThat(guard.asked()).isEmpty();
        libc.socket(UNKNOWN_FAMILY, SOCK_STREAM, 0);
        assertThatErrno(libc).is(Errno.EAFNOSUPPORT);
        assertThat(guard.asked()).containsExactly("socket_create");
    }

    @Test
    void isAskedOfTheKernelsOwnMessagesButNotOfItsCalls(SocketLayer net) {
        try (Socket server = net.sockCreateKern(AF_INET, SOCK_STREAM, 0)) {
            net.kernelBind(server, ADDRESS);
            net.kernelListen(server, 1);
            guard.refuse("socket_sendmsg");
            assertThatErrno(net.kernelSendmsg(server, MsgHdr.of(new byte[1]))).is(Errno.EACCES);
        }
        assertThat(guard.asked()).containsExactly("socket_create", "socket_sendmsg");
    }

    @Test
    void theFirstThatRefusesDecides(Kernel kernel, Libc libc) {
        var second = new Guard();
        var third = new Guard();
        kernel.get(Security.class).securityAddHooks(second);
        kernel.get(Security.class).securityAddHooks(third);
        second.refuse("socket_create");
        assertThat(libc.socket(AF_INET, SOCK_STREAM, 0)).isNegative();
        assertThatErrno(libc).is(Errno.EACCES);
        assertThat(guard.asked()).containsExactly("socket_create");
        assertThat(second.asked()).containsExactly("socket_create");
        assertThat(third.asked()).isEmpty();
    }
}
