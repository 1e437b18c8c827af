package org.jernel.test.differential;

import java.util.List;

import org.jernel.test.differential.Sketch.Slot;
import org.jernel.test.differential.Sketch.State;
import org.jernel.test.judge.Call;
import org.jspecify.annotations.Nullable;

import static org.jernel.test.judge.Linux.*;

/** How files are opened, and what they hold. */
final class FileSteps {

    private static final int[] RARE_FLAGS = {
        O_EXCL, O_TRUNC, O_APPEND, O_APPEND, O_DIRECTORY, O_NOFOLLOW, O_NOATIME, O_PATH, O_TMPFILE, O_CLOEXEC, 0x101000,
        O_DIRECT, 0x2000, 0x8000, 0x40000000, O_CREAT | O_DIRECTORY, O_CREAT | O_PATH, O_CREAT | O_EXCL | O_NOFOLLOW
    };
    private static final int PAGE = 4096;
    private static final long DISTANT = 1L << 40;
    private static final long LAST = Long.MAX_VALUE;
    private static final int LISTING = 4096;
    private static final int FALLOC_FL_ZERO_RANGE = 0x10;

    private FileSteps() {}

    static void create(Sketch sketch) {
        open(sketch, PathChoice.file(sketch.dice()), O_CREAT | O_RDWR, State.FILE);
    }

    static void open(Sketch sketch) {
        Dice dice = sketch.dice();
        // What a link leads to may be a directory.
        boolean file = !dice.oneIn(3);
        Arg path = file ? PathChoice.file(dice) : PathChoice.any(dice);
        int flags = dice.of(O_RDONLY, O_RDWR, O_RDWR, O_WRONLY, 3) | dice.of(0, 0, O_CREAT);
        open(sketch, path, flags | (dice.oneIn(2) ? dice.of(RARE_FLAGS) : 0), file ? State.FILE : State.FRESH);
    }

    static void openDirectory(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg path = dice.oneIn(3) ? PathChoice.named(dice.oneIn(2) ? "." : "/") : PathChoice.directory(dice);
        open(sketch, path, O_RDONLY | dice.of(0, O_DIRECTORY, O_DIRECTORY, O_PATH), State.DIRECTORY);
    }

    private static void open(Sketch sketch, Arg path, int flags, State state) {
        Dice dice = sketch.dice();
        Slot slot = sketch.newSlot(SocketKind.ALL.getFirst(), state, false);
        boolean blocks = sketch.hasSeveralTasks() && dice.oneIn(4);
        sketch.add(Step.Syscall.making(
                sketch.task(), slot.number(), Call.OPENAT, NameSteps.dirfd(sketch), path,
                Arg.octal(flags | (blocks ? 0 : O_NONBLOCK)),
                Arg.octal(dice.of(0644, 0644, 0666, 0600, 0, 0444, 04755, 02775))));
    }

    private static @Nullable Slot file(Sketch sketch) {
        return sketch.slot(each -> each.state() == State.FILE);
    }

    private static int size(Dice dice) {
        return dice.of(0, 1, 5, dice.between(1, 100), PAGE - 1, PAGE, PAGE + 1, dice.between(1, 3 * PAGE));
    }

    static Arg offset(Dice dice) {
        if (dice.oneIn(15)) {
            return Arg.named("far", dice.pick(List.of(-1L, DISTANT, LAST, LAST - PAGE, Long.MIN_VALUE)));
        }
        return Arg
                .of(dice.of(0, 1, dice.between(0, 100), PAGE - 1, PAGE, PAGE + 1, dice.between(0, 4 * PAGE), 1 << 20));
    }

    static void write(Sketch sketch) {
        Dice dice = sketch.dice();
        // What a page has cost that could not be written, Linux 6.16 and those before it answer differently.
        int size = dice.oneIn(40) ? 1 << 20 : size(dice);
        Arg data = Arg.data(dice.between(0, 25), size);
        sketch.add(dice.oneIn(2)
                ? StateSteps.on(sketch, Call.WRITE, file(sketch), data, Arg.of(size))
                : StateSteps.on(sketch, Call.PWRITE64, file(sketch), data, Arg.of(size), offset(dice)));
    }

    static void read(Sketch sketch) {
        Dice dice = sketch.dice();
        int size = size(dice);
        Arg room = dice.oneIn(25) ? Arg.UNMAPPED : Arg.out(Math.max(1, size));
        sketch.add(dice.oneIn(2)
                ? StateSteps.on(sketch, Call.READ, file(sketch), room, Arg.of(size))
                : StateSteps.on(sketch, Call.PREAD64, file(sketch), room, Arg.of(size), offset(dice)));
    }

    static void vectors(Sketch sketch) {
        Dice dice = sketch.dice();
        Call call = dice.pick(List.of(Call.READV, Call.WRITEV, Call.PREADV, Call.PWRITEV));
        boolean reads = call == Call.READV || call == Call.PREADV;
        int first = size(dice);
        int second = size(dice);
        boolean bad = reads && dice.oneIn(8);
        Arg iov = new Arg("{" + first + ", " + (bad ? "unmapped " : "") + second + "}", run -> {
            long one = reads ? run.task().alloc(Math.max(1, first)) : Arg.data(0, first).value().applyAsLong(run);
            long other = reads ? run.task().alloc(Math.max(1, second)) : Arg.data(9, second).value().applyAsLong(run);
            return run.task().iov(one, first, bad ? run.task().unmapped() : other, second);
        });
        sketch.add(StateSteps.on(sketch, call, file(sketch), iov, Arg.of(2), offset(dice)));
    }

    /** Of a directory, only back to its beginning: what positions lie between, each file system picks. */
    static void seek(Sketch sketch) {
        Slot slot = file(sketch);
        Dice dice = sketch.dice();
        Arg offset = offset(dice);
        int whence = dice.of(SEEK_SET, SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA, SEEK_HOLE, 5, -1);
        sketch.add(StateSteps.on(
                sketch, Call.LSEEK, slot,
                new Arg(offset.text(), run -> isDirectory(run, slot) ? 0 : offset.value().applyAsLong(run)),
                new Arg(Integer.toString(whence), run -> isDirectory(run, slot) ? SEEK_SET : whence)));
    }

    private static boolean isDirectory(TaskRun run, @Nullable Slot slot) {
        long fd = Sketch.fd(slot).value().applyAsLong(run);
        long stat = run.task().alloc(STAT_SIZE);
        return run.task().unrecorded(Call.FSTAT, fd, stat) == 0 && (run.task().intAt(stat + 24) & 0170000) == S_IFDIR;
    }

    static void truncate(Sketch sketch) {
        Dice dice = sketch.dice();
        sketch.add(dice.oneIn(3)
                ? Step.Syscall.of(sketch.task(), Call.TRUNCATE, PathChoice.any(dice), offset(dice))
                : StateSteps.on(sketch, Call.FTRUNCATE, file(sketch), offset(dice)));
    }

    static void fallocate(Sketch sketch) {
        Dice dice = sketch.dice();
        int keep = FALLOC_FL_KEEP_SIZE;
        int punch = FALLOC_FL_PUNCH_HOLE | keep;
        int mode = dice.of(0, 0, keep, keep, punch, punch, punch, FALLOC_FL_PUNCH_HOLE, FALLOC_FL_ZERO_RANGE, 8, 0x20);
        sketch.add(StateSteps.on(sketch, Call.FALLOCATE, file(sketch), Arg.of(mode), offset(dice), offset(dice)));
    }

    static void copy(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg offset = dice.oneIn(2) ? Arg.NULL : Arg.words(dice.of(0, 3, PAGE, -1));
        sketch.add(StateSteps.on(
                sketch, Call.SENDFILE, file(sketch), Sketch.fd(file(sketch)), offset, Arg.of(size(dice))));
    }

    static void sync(Sketch sketch) {
        sketch.add(
                StateSteps.on(sketch, sketch.dice().oneIn(2) ? Call.FSYNC : Call.FDATASYNC, sketch.slot(each -> true)));
    }

    static void list(Sketch sketch) {
        Dice dice = sketch.dice();
        int size = dice.of(LISTING, LISTING, LISTING, 0, 8, 23);
        Arg room = dice.oneIn(20)
                ? Arg.UNMAPPED
                : new Arg("dirents[" + size + "]", run -> run.task().direntsOut(Math.max(1, size)));
        Slot directory = sketch.slot(each -> each.state() == State.DIRECTORY);
        sketch.add(StateSteps.on(sketch, Call.GETDENTS64, directory, room, Arg.of(size)));
    }

    static void fcntl(Sketch sketch) {
        Dice dice = sketch.dice();
        int flags = dice.of(O_APPEND, O_NONBLOCK, O_NOATIME, O_DIRECT, O_RDWR | O_TRUNC, 0) | O_NONBLOCK;
        boolean sets = dice.oneIn(2);
        sketch.add(StateSteps.on(
                sketch, Call.FCNTL, sketch.slot(each -> true), Arg.of(sets ? F_SETFL : dice.of(F_GETFL, F_GETFD)),
                Arg.octal(flags)));
    }
}
