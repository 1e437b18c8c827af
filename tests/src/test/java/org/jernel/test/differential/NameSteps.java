package org.jernel.test.differential;

import java.util.List;

import org.jernel.test.differential.Sketch.State;
import org.jernel.test.judge.Call;

import static org.jernel.test.judge.Linux.*;

/** How names come, move and go. */
final class NameSteps {

    private static final int AT_NONE = 0x8000;
    private static final int RENAME_WHITEOUT = 4;
    private static final int NULL_DEVICE = 0x103;

    private NameSteps() {}

    /** Where relative paths begin: mostly where the task stands. */
    static Arg dirfd(Sketch sketch) {
        Dice dice = sketch.dice();
        if (!dice.oneIn(5)) {
            return Arg.named("AT_FDCWD", AT_FDCWD);
        }
        return dice.oneIn(6)
                ? Arg.of(dice.of(-1, 900))
                : Sketch.fd(sketch.slot(each -> each.state() == State.DIRECTORY));
    }

    static Arg mode(Dice dice) {
        return Arg.octal(dice.of(0755, 0755, 0700, 0644, 0777, 01777, 02775, 06711, 0, 0500, -1));
    }

    static void mkdir(Sketch sketch, String path) {
        sketch.add(Step.Syscall.of(sketch.task(), Call.MKDIR, PathChoice.named(path), Arg.octal(0777)));
    }

    static void mkdir(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg path = PathChoice.directory(dice);
        Arg mode = mode(dice);
        sketch.add(dice.oneIn(2)
                ? Step.Syscall.of(sketch.task(), Call.MKDIR, path, mode)
                : Step.Syscall.of(sketch.task(), Call.MKDIRAT, dirfd(sketch), path, mode));
    }

    static void mknod(Sketch sketch) {
        Dice dice = sketch.dice();
        int type = dice.of(S_IFIFO, S_IFIFO, S_IFIFO, S_IFREG, S_IFSOCK, S_IFCHR, 0, S_IFDIR, 0150000, S_IFLNK);
        boolean regular = type == S_IFREG || type == 0;
        Arg path = regular ? PathChoice.file(dice) : PathChoice.special(dice);
        Arg mode = Arg.octal(type | dice.of(0644, 0666, 0600, 04755));
        Arg device = Arg.of(type == S_IFCHR ? NULL_DEVICE : dice.of(0, 0, NULL_DEVICE));
        sketch.add(Step.Syscall.of(sketch.task(), Call.MKNODAT, dirfd(sketch), path, mode, device));
    }

    static void unlink(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg path = PathChoice.any(dice);
        sketch.add(switch (dice.between(0, 5)) {
            case 0 -> Step.Syscall.of(sketch.task(), Call.UNLINK, path);
            case 1 -> Step.Syscall.of(sketch.task(), Call.RMDIR, PathChoice.directory(dice));
            case 2, 3 -> Step.Syscall.of(
                    sketch.task(), Call.UNLINKAT, dirfd(sketch), PathChoice.directory(dice),
                    Arg.named("AT_REMOVEDIR", AT_REMOVEDIR));
            default -> Step.Syscall.of(
                    sketch.task(), Call.UNLINKAT, dirfd(sketch), path, Arg.hex(dice.of(0, 0, 0, AT_REMOVEDIR, 0x100)));
        });
    }

    static void rename(Sketch sketch) {
        Dice dice = sketch.dice();
        List<Arg> paths = PathChoice.pair(dice);
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.RENAMEAT2, dirfd(sketch), paths.getFirst(), dirfd(sketch), paths.getLast(),
                Arg.of(dice.of(
                        0, 0, 0, 0, RENAME_NOREPLACE, RENAME_EXCHANGE, RENAME_EXCHANGE,
                        RENAME_EXCHANGE | RENAME_NOREPLACE, RENAME_WHITEOUT | RENAME_EXCHANGE, 8, -1))));
    }

    /** Whom others may give names to files of the superuser's, fs.protected_hardlinks of the host says. */
    static void link(Sketch sketch) {
        if (!sketch.isSuperuser()) {
            return;
        }
        Dice dice = sketch.dice();
        List<Arg> paths = PathChoice.pair(dice);
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.LINKAT, dirfd(sketch), paths.getFirst(), dirfd(sketch), paths.getLast(),
                Arg.hex(dice.of(0, 0, 0, AT_SYMLINK_FOLLOW, AT_SYMLINK_NOFOLLOW, AT_NONE))));
    }

    static void symlink(Sketch sketch) {
        Dice dice = sketch.dice();
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.SYMLINKAT, PathChoice.target(dice), dirfd(sketch), PathChoice.link(dice)));
    }

    static void readlink(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg path = dice.oneIn(4) ? PathChoice.any(dice) : PathChoice.link(dice);
        Arg room = dice.oneIn(20) ? Arg.UNMAPPED : Arg.out(64);
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.READLINKAT, dirfd(sketch), path, room, Arg.of(dice.of(64, 64, 3, 1, 0, -1))));
    }

    static void chdir(Sketch sketch) {
        Dice dice = sketch.dice();
        sketch.add(switch (dice.between(0, 7)) {
            case 0, 1 -> StateSteps.on(sketch, Call.FCHDIR, sketch.slot(each -> each.state() == State.DIRECTORY));
            case 2 -> Step.Syscall.of(sketch.task(), Call.CHDIR, PathChoice.any(dice));
            case 3, 4 -> Step.Syscall.of(sketch.task(), Call.CHDIR, PathChoice.named(".."));
            default -> Step.Syscall.of(sketch.task(), Call.CHDIR, PathChoice.directory(dice));
        });
    }

    static void getcwd(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg room = dice.oneIn(15) ? Arg.UNMAPPED : Arg.out(64);
        sketch.add(Step.Syscall.of(sketch.task(), Call.GETCWD, room, Arg.of(dice.of(64, 64, 64, 3, 1, 0))));
    }
}
