package org.jernel.test.fuzz;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.UserMode;

/** A program that opens a file of each kind and then calls whatever comes. */
final class FuzzProgram implements UserMode {

    private static final int CALLS = 3000;
    private static final int MOST_TASKS = 48;
    private static final int MMAP = 9;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int SIGPIPE = 13;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_UNIX = 1;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOCKADDR_IN_BYTES = 16;
    private static final int O_NONBLOCK = 0x800;

    private final long seed;
    private final List<Integer> implemented;
    private final int numbers;
    private final AtomicLong calls;

    /**
     * A program.
     *
     * @param implemented the numbers that have a handler: half of all calls are theirs
     * @param numbers how many numbers the table has
     * @param calls counts the calls
     */
    FuzzProgram(long seed, List<Integer> implemented, int numbers, AtomicLong calls) {
        this.seed = seed;
        this.implemented = implemented;
        this.numbers = numbers;
        this.calls = calls;
    }

    @Override
    public int run(Task task) {
        var random = new SplittableRandom(seed);
        long memory = task.syscall(
                MMAP, 0, HostileArguments.MEMORY_BYTES, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        openOneOfEach(task, memory, random);
        callAnything(task, new HostileArguments(random, memory), random, CALLS);
        return 0;
    }

    private static void openOneOfEach(Task task, long memory, RandomGenerator random) {
        int nonblock = random.nextInt(4) == 0 ? 0 : O_NONBLOCK;
        task.syscall(13, SIGPIPE, 0, 0, 8, 0, 0);
        for (int type : new int[] {1, 2, 5}) {
            task.syscall(41, AF_UNIX, type | nonblock, 0, 0, 0, 0);
            task.syscall(53, AF_UNIX, type | nonblock, 0, memory, 0, 0);
        }
        long listener = task.syscall(41, AF_INET, 1 | nonblock, 0, 0, 0, 0);
        task.syscall(50, listener, 8, 0, 0, 0, 0);
        task.syscall(41, AF_INET, 1 | nonblock, 0, 0, 0, 0);
        for (int family : new int[] {AF_INET, AF_INET6}) {
            int icmp = family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
            task.syscall(41, family, 2 | nonblock, 0, 0, 0, 0);
            task.syscall(41, family, 2 | nonblock, icmp, 0, 0, 0);
            task.syscall(41, family, 3 | nonblock, icmp, 0, 0, 0);
        }
        long client = task.syscall(41, AF_INET, 1 | nonblock, 0, 0, 0, 0);
        task.memory().putUser(memory, SOCKADDR_IN_BYTES, Integer.BYTES);
        task.syscall(51, listener, memory + Long.BYTES, memory, 0, 0, 0);
        task.syscall(42, client, memory + Long.BYTES, SOCKADDR_IN_BYTES, 0, 0, 0);
        task.syscall(288, listener, 0, 0, nonblock, 0, 0);
        task.syscall(293, memory, nonblock, 0, 0, 0, 0);
        task.syscall(290, 1, nonblock, 0, 0, 0, 0);
        task.syscall(291, 0, 0, 0, 0, 0, 0);
        task.syscall(283, 1, nonblock, 0, 0, 0, 0);
    }

    private void callAnything(Task task, HostileArguments arguments, RandomGenerator random, int most) {
        var aimed = new AimedCall(task, arguments, random);
        var aimedAtFiles = new AimedFileCall(task, arguments, random);
        for (int i = 0; i < most; i++) {
            if (i % 500 == 0) {
                byte[] content = arguments.content();
                task.mm().copyToUser(arguments.memory(), content, 0, content.length);
            }
            long nr = random.nextBoolean()
                    ? implemented.get(random.nextInt(implemented.size()))
                    : random.nextInt(numbers + 4) - 2;
            calls.incrementAndGet();
            if (random.nextInt(4) == 0) {
                if (random.nextBoolean()) {
                    aimed.make();
                } else {
                    aimedAtFiles.make();
                }
                continue;
            }
            task.syscall(
                    nr, arguments.next(), arguments.next(), arguments.next(), arguments.next(), arguments.next(),
                    arguments.next());
        }
    }

    /** A child goes on with its parent's files, which both then close, read and wait on at once. */
    @Override
    public int runClone(Task child, long stackPointer) {
        if (child.tasks().size() < MOST_TASKS) {
            var random = new SplittableRandom(seed + stackPointer + child.pid());
            callAnything(child, new HostileArguments(random, stackPointer), random, CALLS / 10);
        }
        return 0;
    }

    @Override
    public void handleSignal(Task task, int signo, long handler) {}
}
