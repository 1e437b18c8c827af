package org.jernel.net.wire;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * The error number behind what Netty or the JDK throws.
 *
 * <p>Netty's native exceptions carry it, but for {@code connect}, where it stands in the text, and an unreachable host cannot
 * be told from an unreachable network; of an option the text of {@code strerror} is told. The JDK's carry the text of {@code
 * strerror}, or a type that says it.
 */
final class HostErrno {

    private static final Pattern NETTY_NUMBER = Pattern.compile("failed with error\\(-(\\d+)\\)");

    private static final String NETTY_OPTION = "setsockopt() failed: ";

    private static final Map<String, Errno> BY_TEXT =
            Arrays.stream(Errno.values()).collect(Collectors.toUnmodifiableMap(Errno::message, Function.identity()));

    private HostErrno() {}

    /** The error; EIO for what says none. */
    static Errno of(Throwable thrown) {
        return switch (thrown) {
            case NativeIoException e -> ofNumber(-e.expectedErr());
            case ChannelException e when e.getCause() != null -> of(e.getCause());
            case UncheckedIOException e when e.getCause() != null -> of(e.getCause());
            case NotYetConnectedException e -> Errno.ENOTCONN;
            case AlreadyConnectedException e -> Errno.EISCONN;
            case ConnectionPendingException e -> Errno.EALREADY;
            case AlreadyBoundException e -> Errno.EINVAL;
            case PortUnreachableException e -> Errno.ECONNREFUSED;
            case ClosedChannelException e -> Errno.EBADF;
            case UnsupportedOperationException e -> Errno.ENOPROTOOPT;
            case IllegalArgumentException e -> Errno.EINVAL;
            case ErrnoException e -> Errno.ofResult(e.result());
            default -> ofText(thrown);
        };
    }

    private static Errno ofText(Throwable thrown) {
        String message = thrown.getMessage();
        Errno told = message == null ? null : parse(message);
        if (told != null) {
            return told;
        }
        return switch (thrown) {
            // Netty's, for ENETUNREACH and EHOSTUNREACH; the JDK's has a text.
            case NoRouteToHostException e -> Errno.ENETUNREACH;
            case ConnectException e -> Errno.ECONNREFUSED;
            case BindException e -> Errno.EADDRINUSE;
            default -> Errno.EIO;
        };
    }

    private static @Nullable Errno parse(String message) {
        Matcher number = NETTY_NUMBER.matcher(message);
        if (number.find()) {
            return ofNumber(Integer.parseInt(number.group(1)));
        }
        if (message.startsWith(NETTY_OPTION)) {
            return BY_TEXT.get(message.substring(NETTY_OPTION.length()));
        }
        // The JDK says "Connection reset" where it noticed by itself and the text of strerror otherwise.
        return message.equals("Connection reset") ? Errno.ECONNRESET : BY_TEXT.get(message);
    }

    private static Errno ofNumber(int number) {
        Errno known = Errno.of(number);
        return known == null ? Errno.EIO : known;
    }
}
