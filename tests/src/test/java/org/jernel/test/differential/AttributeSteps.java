package org.jernel.test.differential;

import java.util.List;

import org.jernel.test.judge.Call;

import static org.jernel.test.judge.Linux.*;

/** What is known of files, and how that changes. */
final class AttributeSteps {

    private static final int NOBODY = 1000;
    private static final int[] IDS = {0, NOBODY, NOBODY + 1, -1};
    private static final int[] STAT_FLAGS =
            {0, 0, 0, AT_SYMLINK_NOFOLLOW, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, 0x800, 0x8000};

    private AttributeSteps() {}

    private static Arg statOut(Dice dice) {
        return dice.oneIn(25) ? Arg.UNMAPPED : new Arg("stat", run -> run.task().statOut());
    }

    private static Arg pathOrEmpty(Dice dice) {
        return dice.oneIn(10) ? PathChoice.named("") : PathChoice.any(dice);
    }

    static void stat(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg out = statOut(dice);
        sketch.add(switch (dice.between(0, 5)) {
            case 0 -> Step.Syscall.of(sketch.task(), Call.STAT, PathChoice.any(dice), out);
            case 1 -> Step.Syscall.of(sketch.task(), Call.LSTAT, PathChoice.any(dice), out);
            case 2, 3 -> StateSteps.on(sketch, Call.FSTAT, sketch.slot(each -> true), out);
            default -> Step.Syscall.of(
                    sketch.task(), Call.NEWFSTATAT, NameSteps.dirfd(sketch), pathOrEmpty(dice), out,
                    Arg.hex(dice.of(STAT_FLAGS)));
        });
    }

    static void statx(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg out = dice.oneIn(25) ? Arg.UNMAPPED : new Arg("statx", run -> run.task().statxOut());
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.STATX, NameSteps.dirfd(sketch), pathOrEmpty(dice),
                Arg.hex(dice.of(STAT_FLAGS) | dice.of(0, 0, 0x2000, 0x4000, 0x6000)),
                Arg.hex(dice.of(0x7ff, 0x7ff, 0xfff, 0xc1, 0x80000000)), out));
    }

    static void chmod(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg mode = NameSteps.mode(dice);
        sketch.add(switch (dice.between(0, 2)) {
            case 0 -> Step.Syscall.of(sketch.task(), Call.CHMOD, PathChoice.any(dice), mode);
            case 1 -> StateSteps.on(sketch, Call.FCHMOD, sketch.slot(each -> true), mode);
            default -> Step.Syscall.of(
                    sketch.task(), Call.FCHMODAT, NameSteps.dirfd(sketch), pathOrEmpty(dice), mode);
        });
    }

    static void chown(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg user = Arg.of(dice.of(IDS));
        Arg group = Arg.of(dice.of(IDS));
        sketch.add(switch (dice.between(0, 3)) {
            case 0 -> Step.Syscall.of(sketch.task(), Call.CHOWN, PathChoice.any(dice), user, group);
            case 1 -> Step.Syscall.of(sketch.task(), Call.LCHOWN, PathChoice.any(dice), user, group);
            case 2 -> StateSteps.on(sketch, Call.FCHOWN, sketch.slot(each -> true), user, group);
            default -> Step.Syscall.of(
                    sketch.task(), Call.FCHOWNAT, NameSteps.dirfd(sketch), pathOrEmpty(dice), user, group,
                    Arg.hex(dice.of(0, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, 0x200)));
        });
    }

    static void utimens(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg times = dice.oneIn(8)
                ? Arg.NULL
                : dice.oneIn(20)
                        ? Arg.UNMAPPED
                        : Arg.words(seconds(dice), nanos(dice), seconds(dice), nanos(dice));
        Arg path = dice.oneIn(6) ? Arg.NULL : pathOrEmpty(dice);
        boolean open = dice.oneIn(4);
        sketch.add(Step.Syscall.of(
                sketch.task(), Call.UTIMENSAT, open ? Sketch.fd(sketch.slot(each -> true)) : NameSteps.dirfd(sketch),
                open ? Arg.NULL : path, times,
                Arg.hex(open ? 0 : dice.of(0, 0, 0, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, 0x200))));
    }

    private static long seconds(Dice dice) {
        return dice.of(0, 1, 5_000, dice.between(0, 900_000_000), dice.oneIn(8) ? -1 : 3);
    }

    private static long nanos(Dice dice) {
        return dice.of(0, 1, 999_999_999, UTIME_NOW, UTIME_OMIT, dice.oneIn(4) ? 1_000_000_000 : 7,
                dice.oneIn(4) ? -1 : 8);
    }

    static void access(Sketch sketch) {
        Dice dice = sketch.dice();
        Arg mode = Arg.of(dice.of(F_OK, R_OK, W_OK, X_OK, R_OK | W_OK | X_OK, 8, -1));
        Call call = dice.pick(List.of(Call.FACCESSAT, Call.FACCESSAT2, Call.FACCESSAT2));
        sketch.add(Step.Syscall.of(
                sketch.task(), call, NameSteps.dirfd(sketch), pathOrEmpty(dice), mode,
                Arg.hex(dice.of(0, AT_EACCESS, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, AT_EACCESS | AT_SYMLINK_NOFOLLOW,
                        1))));
    }

    static void umask(Sketch sketch) {
        sketch.add(Step.Syscall.of(sketch.task(), Call.UMASK, Arg.octal(sketch.dice().of(0, 022, 027, 077, 0777, -1))));
    }

    /** Gives up being the superuser, wholly or for files. */
    static void becomeSomebody(Sketch sketch) {
        Dice dice = sketch.dice();
        int id = dice.of(NOBODY, NOBODY, NOBODY + 1);
        sketch.becomeSomebody();
        if (dice.oneIn(3)) {
            sketch.add(Step.Syscall.of(sketch.task(), Call.SETFSUID, Arg.of(dice.of(0, id))));
            return;
        }
        Arg effective = Arg.of(id);
        Arg others = Arg.of(dice.oneIn(3) ? 0 : id);
        boolean group = dice.oneIn(2);
        sketch.add(Step.Syscall.of(sketch.task(), Call.SETGROUPS, Arg.of(0), Arg.NULL));
        sketch.add(Step.Syscall.of(
                sketch.task(), group ? Call.SETRESGID : Call.SETRESUID, others, effective, others));
    }
}
