package org.jernel.net.socket;

import java.util.List;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.syscall.Errno;

/**
 * The calls behind {@code socketcall(2)} by their numbers of {@code include/uapi/linux/net.h}, with how many longs each reads
 * from the caller: the kernel's {@code nargs[]}. Modelled on {@code net/socket.c}.
 */
final class Socketcall {

    /** A call on the longs that were read for it; one that returns nothing returns 0. */
    @FunctionalInterface
    private interface Body {

        long call(long[] a);
    }

    private record Row(int nargs, Body body) {}

    private final List<Row> rows;

    /** Makes the rows, in the order of their numbers from SYS_SOCKET, which is 1. */
    Socketcall(SocketSyscalls calls, MmsgSyscalls mmsg) {
        rows = List.of(
                new Row(3, a -> calls.socket((int) a[0], (int) a[1], (int) a[2])),
                row(3, a -> calls.bind((int) a[0], a[1], (int) a[2])),
                row(3, a -> calls.connect((int) a[0], a[1], (int) a[2])),
                row(2, a -> calls.listen((int) a[0], (int) a[1])),
                new Row(3, a -> calls.accept((int) a[0], a[1], a[2])),
                row(3, a -> calls.getsockname((int) a[0], a[1], a[2])),
                row(3, a -> calls.getpeername((int) a[0], a[1], a[2])),
                row(4, a -> calls.socketpair((int) a[0], (int) a[1], (int) a[2], a[3])),
                new Row(4, a -> calls.sendto((int) a[0], a[1], a[2], (int) a[3], 0, 0)),
                new Row(4, a -> calls.recvfrom((int) a[0], a[1], a[2], (int) a[3], 0, 0)),
                new Row(6, a -> calls.sendto((int) a[0], a[1], a[2], (int) a[3], a[4], (int) a[5])),
                new Row(6, a -> calls.recvfrom((int) a[0], a[1], a[2], (int) a[3], a[4], a[5])),
                row(2, a -> calls.shutdown((int) a[0], (int) a[1])),
                row(5, a -> calls.setsockopt((int) a[0], (int) a[1], (int) a[2], a[3], (int) a[4])),
                row(5, a -> calls.getsockopt((int) a[0], (int) a[1], (int) a[2], a[3], a[4])),
                new Row(3, a -> calls.sendmsg((int) a[0], a[1], (int) a[2])),
                new Row(3, a -> calls.recvmsg((int) a[0], a[1], (int) a[2])),
                new Row(4, a -> calls.accept4((int) a[0], a[1], a[2], (int) a[3])),
                new Row(5, a -> mmsg.recvmmsg((int) a[0], a[1], (int) a[2], (int) a[3], a[4])),
                new Row(4, a -> mmsg.sendmmsg((int) a[0], a[1], (int) a[2], (int) a[3])));
    }

    private static Row row(int nargs, Consumer<long[]> body) {
        return new Row(nargs, a -> {
            body.accept(a);
            return 0;
        });
    }

    /** Reads the arguments of that call, which the caller has laid out at {@code args}, and makes it. */
    @CheckReturnValue
    long call(UserMemory memory, int number, long args) {
        if (number < 1 || number > rows.size()) {
            return Errno.EINVAL.negated();
        }
        Row row = rows.get(number - 1);
        long[] a = new long[row.nargs()];
        for (int i = 0; i < a.length; i++) {
            a[i] = memory.getUser(args + (long) i * Long.BYTES, Long.BYTES);
        }
        return row.body().call(a);
    }
}
