package org.jernel.test.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jernel.kernel.task.Task;

/** A call on a file of a few names, with flags, modes and lengths that may mean anything. */
final class AimedFileCall {

    /** Where a program keeps its paths, away from what the other calls fill. */
    private static final int PATHS = 8192;

    private static final int PATH_BYTES = 64;
    private static final int DESCRIPTORS = 40;
    private static final int AT_FDCWD = -100;
    private static final int LARGEST = 70_000;

    private static final List<String> NAMES = List.of(
            "/tmp/a", "/tmp/b", "/tmp/d", "/tmp/d/e", "/tmp/s", "/tmp", "/", ".", "..", "", "a", "d/../a", "/dev/null",
            "/dev/full", "/dev/kmsg", "/dev/random", "/proc", "/proc/self", "/proc/self/fd/3", "/proc/self/status",
            "/proc/self/maps", "/proc/modules", "/proc/mounts", "/proc/sys/kernel/hostname", "/proc/1/stack",
            "/bin/true",
            "/bin/none", "/sys", "/sys/kernel/tracing/trace",
            "/sys/kernel/tracing/events/syscalls/sys_enter_read/enable",
            "/sys/kernel/debug", "tmpfs", "proc", "size=64k", "mode=9", "nr_inodes=0,uid=-1", "demo");
    private static final int[] OPEN_FLAGS = {
        0, 1, 2, 3, 0100, 0200, 01000, 02000, 04000, 040000, 0200000, 0400000, 01000000, 010000000, 020200000, 0300
    };

    /** The calls, whose arguments are P for a path, D for a directory's descriptor, F a file's, L a length, N anything. */
    private enum Shape {
        OPENAT(257, "DPON"),
        OPEN(2, "PON"),
        CREAT(85, "PN"),
        STATX(332, "DPNNB"),
        NEWFSTATAT(262, "DPBN"),
        FSTAT(5, "FB"),
        STATFS(137, "PB"),
        GETDENTS64(217, "FBL"),
        GETCWD(79, "BL"),
        CHDIR(80, "P"),
        FCHDIR(81, "F"),
        MKDIRAT(258, "DPN"),
        MKNODAT(259, "DPNN"),
        UNLINKAT(263, "DPN"),
        RENAMEAT2(316, "DPDPN"),
        LINKAT(265, "DPDPN"),
        SYMLINKAT(266, "PDP"),
        READLINKAT(267, "DPBL"),
        FCHMODAT(268, "DPN"),
        FCHOWNAT(260, "DPNNN"),
        UTIMENSAT(280, "DPBN"),
        FACCESSAT2(439, "DPNN"),
        TRUNCATE(76, "PL"),
        FTRUNCATE(77, "FL"),
        FALLOCATE(285, "FNLL"),
        LSEEK(8, "FNN"),
        READ(0, "FBL"),
        WRITE(1, "FBL"),
        PREAD64(17, "FBLN"),
        PWRITE64(18, "FBLN"),
        SENDFILE(40, "FFNL"),
        FCNTL(72, "FNN"),
        IOCTL(16, "FNB"),
        MMAP(9, "NLNNFN"),
        MOUNT(165, "PPPNP"),
        UMOUNT2(166, "PN"),
        INIT_MODULE(175, "BLP"),
        FINIT_MODULE(313, "FPN"),
        DELETE_MODULE(176, "PN"),
        SYSLOG(103, "NBL"),
        CAPGET(125, "BB"),
        CAPSET(126, "BB"),
        SETFSUID(122, "N"),
        PRCTL(157, "NNNNN");

        private final int number;
        private final String arguments;

        Shape(int number, String arguments) {
            this.number = number;
            this.arguments = arguments;
        }
    }

    private static final List<Shape> SHAPES = List.of(Shape.values());

    private final Task task;
    private final HostileArguments arguments;
    private final RandomGenerator random;

    AimedFileCall(Task task, HostileArguments arguments, RandomGenerator random) {
        this.task = task;
        this.arguments = arguments;
        this.random = random;
    }

    void make() {
        Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
        long[] values = new long[6];
        for (int i = 0; i < shape.arguments.length(); i++) {
            values[i] = random.nextInt(20) == 0 ? arguments.next() : argument(shape.arguments.charAt(i), i);
        }
        task.syscall(shape.number, values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    private long argument(char kind, int index) {
        return switch (kind) {
            case 'P' -> path(arguments.memory() + PATHS + (long) index * PATH_BYTES);
            case 'D' -> random.nextInt(4) == 0 ? random.nextInt(DESCRIPTORS) : AT_FDCWD;
            case 'F' -> random.nextInt(DESCRIPTORS);
            case 'L' -> random.nextInt(LARGEST);
            case 'B' -> arguments.memory() + random.nextInt(PATHS);
            case 'O' -> openFlags();
            default -> random.nextBoolean() ? random.nextInt(1 << random.nextInt(31)) : arguments.next();
        };
    }

    private int openFlags() {
        int one = OPEN_FLAGS[random.nextInt(OPEN_FLAGS.length)];
        return one | OPEN_FLAGS[random.nextInt(OPEN_FLAGS.length)];
    }

    /** What the program has unmapped meanwhile stays as it is. */
    private long path(long address) {
        byte[] name = (NAMES.get(random.nextInt(NAMES.size())) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        int _ = task.mm().copyToUser(address, name, 0, name.length);
        return address;
    }
}
