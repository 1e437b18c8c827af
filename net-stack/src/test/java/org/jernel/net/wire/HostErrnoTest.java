package org.jernel.net.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.stream.Stream;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import org.jernel.syscall.Errno;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

final class HostErrnoTest {

    static Stream<Arguments> thrown() {
        return Stream.of(
                arguments(new NativeIoException("bind", -98, false), Errno.EADDRINUSE),
                arguments(new NativeIoException("accept", -24, false), Errno.EMFILE),
                arguments(new NativeIoException("send", -104, false), Errno.ECONNRESET),
                arguments(new NativeIoException("what", -4000, false), Errno.EIO),
                arguments(new ConnectException("connect(..) failed with error(-111): x"), Errno.ECONNREFUSED),
                arguments(new ConnectException("connect(..) failed with error(-99): x"), Errno.EADDRNOTAVAIL),
                arguments(new ConnectException("connect(..) failed with error(-13): x"), Errno.EACCES),
                arguments(new NoRouteToHostException(), Errno.ENETUNREACH),
                arguments(new NoRouteToHostException("No route to host"), Errno.EHOSTUNREACH),
                arguments(new ConnectException("Connection refused"), Errno.ECONNREFUSED),
                arguments(new ConnectException("Connection timed out"), Errno.ETIMEDOUT),
                arguments(new ConnectException(), Errno.ECONNREFUSED),
                arguments(new BindException("Address already in use"), Errno.EADDRINUSE),
                arguments(new BindException("Cannot assign requested address"), Errno.EADDRNOTAVAIL),
                arguments(new BindException("Permission denied"), Errno.EACCES),
                arguments(new SocketException("Connection reset"), Errno.ECONNRESET),
                arguments(new SocketException("Network is unreachable"), Errno.ENETUNREACH),
                arguments(new IOException("Connection reset by peer"), Errno.ECONNRESET),
                arguments(new IOException("Broken pipe"), Errno.EPIPE),
                arguments(new IOException("Too many open files"), Errno.EMFILE),
                arguments(new IOException("a text of no errno"), Errno.EIO),
                arguments(new IOException(), Errno.EIO),
                arguments(new ClosedChannelException(), Errno.EBADF),
                arguments(new NotYetConnectedException(), Errno.ENOTCONN),
                arguments(new AlreadyConnectedException(), Errno.EISCONN),
                arguments(new ConnectionPendingException(), Errno.EALREADY),
                arguments(new AlreadyBoundException(), Errno.EINVAL),
                arguments(new UnsupportedOperationException(), Errno.ENOPROTOOPT),
                arguments(new IllegalArgumentException("negative"), Errno.EINVAL),
                arguments(Errno.ENETDOWN.exception(), Errno.ENETDOWN),
                arguments(new ChannelException(new NativeIoException("socket", -23, false)), Errno.ENFILE),
                arguments(new ChannelException("setsockopt() failed: Invalid argument"), Errno.EINVAL),
                arguments(new PortUnreachableException("recvFrom failed"), Errno.ECONNREFUSED),
                arguments(new UncheckedIOException(new IOException("Bad file descriptor")), Errno.EBADF));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void everyExceptionHasItsNumber(Throwable thrown, Errno errno) {
        assertThat(HostErrno.of(thrown)).isEqualTo(errno);
    }
}
