package org.jernel.net.socket;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.KernelClock;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Sock;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.syscall.CType;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;
import org.jspecify.annotations.Nullable;

/** Several messages in one call. {@code __sys_sendmmsg} and {@code do_recvmmsg} of {@code net/socket.c}. */
public final class MmsgSyscalls {

    /** {@code struct mmsghdr}: a {@code struct user_msghdr}, and how many bytes came of it. */
    private static final int MMSGHDR_SIZE = 64;

    private static final int MSG_LEN = 56;

    private static final long NSEC_PER_SEC = 1_000_000_000;

    private final SocketSyscalls calls;
    private final KernelClock clock;

    /** The calls over those that take one message. */
    public MmsgSyscalls(SocketSyscalls calls, KernelClock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @SyscallDefine4("sendmmsg")
    public long sendmmsg(
            int fd,
            @CType("struct mmsghdr __user *") long mmsg,
            @CType("unsigned int") int vlen,
            @CType("unsigned int") int flags) {
        SocketSyscalls.forbidCompat(flags);
        Task task = Task.current();
        long most = Math.min(Integer.toUnsignedLong(vlen), IovIter.UIO_MAXIOV);
        File file = SocketFile.lookup(task, fd);
        try {
            return sendAll(file, task.memory(), mmsg, most, flags);
        } finally {
            file.fput();
        }
    }

    /** Sends until one fails or goes only in part. An error is told if it is the first one's. */
    private long sendAll(File file, UserMemory memory, long mmsg, long most, int flags) {
        long sent = 0;
        while (sent < most) {
            long entry = mmsg + sent * MMSGHDR_SIZE;
            int more = sent < most - 1 ? MsgFlags.MSG_BATCH : 0;
            try {
                MsgHdr message = UserMsg.read(memory, entry).toSend(flags | more | SocketFile.dontwait(file));
                long bytes = calls.sendmsg(file, message);
                if (bytes < 0) {
                    return sent == 0 ? bytes : sent;
                }
                memory.putUser(entry + MSG_LEN, bytes, Integer.BYTES);
                sent++;
                if (message.iter().count() > 0) {
                    return sent;
                }
            } catch (ErrnoException e) {
                return sent == 0 ? e.result() : sent;
            }
        }
        return sent;
    }

    @SyscallDefine5("recvmmsg")
    public long recvmmsg(
            int fd,
            @CType("struct mmsghdr __user *") long mmsg,
            @CType("unsigned int") int vlen,
            @CType("unsigned int") int flags,
            @CType("struct __kernel_timespec __user *") long timeout) {
        SocketSyscalls.forbidCompat(flags);
        Task task = Task.current();
        UserMemory memory = task.memory();
        Limit limit = timeout == 0 ? null : Limit.read(memory, timeout, clock);
        File file = SocketFile.lookup(task, fd);
        try {
            Sock sk = SocketFile.socket(file).sk();
            long pending = (flags & MsgFlags.MSG_ERRQUEUE) == 0 ? sk.sockError() : 0;
            long received =
                    pending < 0 ? pending : receiveAll(file, memory, mmsg, Integer.toUnsignedLong(vlen), flags, limit);
            if (limit != null && received > 0) {
                limit.write(memory, timeout);
            }
            return received;
        } finally {
            file.fput();
        }
    }

    private long receiveAll(File file, UserMemory memory, long mmsg, long most, int flags, @Nullable Limit limit) {
        int with = flags & ~MsgFlags.MSG_WAITFORONE;
        long received = 0;
        while (received < most) {
            long result = receiveOne(file, memory, mmsg + received * MMSGHDR_SIZE, with);
            if (result < 0) {
                return received == 0 ? result : rememberError(file, result, received);
            }
            received++;
            if ((flags & MsgFlags.MSG_WAITFORONE) != 0) {
                with |= MsgFlags.MSG_DONTWAIT;
            }
            if (limit != null && limit.isOver()) {
                return received;
            }
        }
        return received;
    }

    @CheckReturnValue
    private long receiveOne(File file, UserMemory memory, long entry, int flags) {
        try {
            long bytes = calls.recvmsg(file, UserMsg.read(memory, entry), flags);
            if (bytes >= 0) {
                memory.putUser(entry + MSG_LEN, bytes, Integer.BYTES);
            }
            return bytes;
        } catch (ErrnoException e) {
            return e.result();
        }
    }

    /** What ended the call early is told by the next one, or by SO_ERROR; that there is no more is no error. */
    private static long rememberError(File file, long result, long received) {
        if (result != Errno.EAGAIN.negated() && Errno.of((int) -result) != null) {
            SocketFile.socket(file).sk().setErr((int) -result);
        }
        return received;
    }

    /**
     * The time of recvmmsg, which is looked at between two messages only: recvmmsg(2), "BUGS". Zero is over after the first.
     */
    private static final class Limit {

        private final KernelClock clock;
        private final long deadline;
        private long left;

        private Limit(KernelClock clock, long deadline) {
            this.clock = clock;
            this.deadline = deadline;
        }

        static Limit read(UserMemory memory, long address, KernelClock clock) {
            long seconds = memory.getUser(address, Long.BYTES);
            long nanos = memory.getUser(address + Long.BYTES, Long.BYTES);
            if (seconds < 0 || nanos < 0 || nanos >= NSEC_PER_SEC) {
                throw Errno.EINVAL.exception();
            }
            long whole = seconds >= Long.MAX_VALUE / NSEC_PER_SEC ? Long.MAX_VALUE : seconds * NSEC_PER_SEC + nanos;
            return new Limit(clock, whole == 0 ? Long.MIN_VALUE : clock.deadline(whole));
        }

        boolean isOver() {
            left = deadline == Long.MIN_VALUE ? 0 : Math.max(0, deadline - clock.monotonicNanos());
            return left == 0;
        }

        void write(UserMemory memory, long address) {
            memory.putUser(address, left / NSEC_PER_SEC, Long.BYTES);
            memory.putUser(address + Long.BYTES, left % NSEC_PER_SEC, Long.BYTES);
        }
    }
}
