package org.jernel.kernel.chrdev;

import java.util.Map;
import java.util.function.Consumer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.IoctlNumber;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.file.SplicedByCopy;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/random} and {@code /dev/urandom}: the kernel's generator, which is always ready. What is written to it is taken and
 * not mixed in, so that a kernel with a seed stays repeatable. Modelled on {@code drivers/char/random.c}.
 */
public final class RandomDevice implements SplicedByCopy {

    private static final int CHUNK = 4096;

    /** {@code POOL_BITS}: what there is of entropy, always. */
    private static final int POOL_BITS = 256;

    private static final int RNDADDENTROPY_HEADER = 2 * Integer.BYTES;

    private static final int RNDGETENTCNT = IoctlNumber.ior('R', 0x00, Integer.BYTES);

    /** What the privileged only may do. */
    private static final Map<Integer, Command> COMMANDS = Map.of(
            IoctlNumber.iow('R', 0x01, Integer.BYTES), RandomDevice::addToEntropyCount,
            IoctlNumber.iow('R', 0x03, 2 * Integer.BYTES), RandomDevice::addEntropy,
            IoctlNumber.io('R', 0x04), (memory, argument) -> 0,
            IoctlNumber.io('R', 0x06), (memory, argument) -> 0,
            IoctlNumber.io('R', 0x07), (memory, argument) -> 0);

    private final Consumer<byte[]> getRandomBytes;
    private final boolean polls;

    @FunctionalInterface
    private interface Command {

        long run(UserMemory memory, long argument);
    }

    /**
     * Makes one over the kernel's generator.
     *
     * @param polls true for {@code /dev/random}, the only one that can be polled
     */
    public RandomDevice(Consumer<byte[]> getRandomBytes, boolean polls) {
        this.getRandomBytes = getRandomBytes;
        this.polls = polls;
    }

    @Override
    public long readIter(File file, IovIter to) {
        return getRandomBytesUser(getRandomBytes, to);
    }

    /** Fills buffers, or as much of them as can be written to. Returns the bytes or -EFAULT. {@code get_random_bytes_user}. */
    @CheckReturnValue
    public static long getRandomBytesUser(Consumer<byte[]> getRandomBytes, IovIter to) {
        if (to.count() == 0) {
            return 0;
        }
        byte[] chunk = new byte[(int) Math.min(to.count(), CHUNK)];
        long done = 0;
        while (to.count() > 0) {
            getRandomBytes.accept(chunk);
            int wanted = (int) Math.min(to.count(), chunk.length);
            int copied = to.copyToIter(chunk, 0, wanted);
            done += copied;
            if (copied < wanted) {
                break;
            }
        }
        return done == 0 ? Errno.EFAULT.negated() : done;
    }

    /** {@code write_pool_user}. */
    @Override
    public long writeIter(File file, IovIter from) {
        return from.copyChunksFromIter(CHUNK, RandomDevice::notMixedIn);
    }

    private static void notMixedIn(byte[] chunk, int length) {}

    /** {@code random_ioctl}. */
    @Override
    public long ioctl(File file, int command, long argument) {
        UserMemory memory = Task.current().memory();
        if (command == RNDGETENTCNT) {
            memory.putUser(argument, POOL_BITS, Integer.BYTES);
            return 0;
        }
        Command known = COMMANDS.get(command);
        if (known == null) {
            return Errno.EINVAL.negated();
        }
        return Task.capable(Cred.CAP_SYS_ADMIN) ? known.run(memory, argument) : Errno.EPERM.negated();
    }

    private static long addToEntropyCount(UserMemory memory, long argument) {
        return (int) memory.getUser(argument, Integer.BYTES) < 0 ? Errno.EINVAL.negated() : 0;
    }

    /** A {@code struct rand_pool_info}: a count of bits, a count of bytes, the bytes. */
    private static long addEntropy(UserMemory memory, long argument) {
        int bits = (int) memory.getUser(argument, Integer.BYTES);
        if (bits < 0) {
            return Errno.EINVAL.negated();
        }
        int length = (int) memory.getUser(argument + Integer.BYTES, Integer.BYTES);
        IovIter bytes = IovIter.importUbuf(memory, argument + RNDADDENTROPY_HEADER, length);
        long wanted = bytes.count();
        return bytes.copyChunksFromIter(CHUNK, RandomDevice::notMixedIn) < wanted ? Errno.EFAULT.negated() : 0;
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        return polls ? Poll.POLLIN | Poll.POLLRDNORM : Poll.DEFAULT_POLLMASK;
    }

    @Override
    public boolean canPoll() {
        return polls;
    }

    /** {@code noop_llseek}. */
    @Override
    public long llseek(File file, long offset, int whence) {
        return file.position();
    }

    @Override
    public boolean canSeek() {
        return true;
    }
}
