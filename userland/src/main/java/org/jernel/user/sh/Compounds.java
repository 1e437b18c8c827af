package org.jernel.user.sh;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Runs compound commands in the shell itself. POSIX, 2.9.4. */
final class Compounds {

    private final Shell shell;

    /** How many of the loops that run are to end. */
    private int leaving;

    /** Whether the outermost of those begins its next round instead. */
    private boolean continues;

    private int depth;

    Compounds(Shell shell) {
        this.shell = shell;
    }

    /** True from {@code break} or {@code continue} until the loop that is meant. */
    boolean isLeaving() {
        return leaving > 0;
    }

    boolean isInLoop() {
        return depth > 0;
    }

    /** {@code break} and {@code continue}. */
    void leave(int loops, boolean toContinue) {
        leaving = Math.min(loops, depth);
        continues = toContinue;
    }

    int run(Script.Clause clause) {
        return switch (clause) {
            case Script.Group(Script body) -> shell.executor().run(body);
            case Script.Subshell(Script body) -> shell.executor().run(body);
            case Script.If branches -> runIf(branches);
            case Script.Loop loop -> runLoop(loop);
            case Script.For loop -> runFor(loop);
            case Script.Case cases -> runCase(cases);
        };
    }

    /** The status of a list, which is that of success if it has no command. */
    private int runList(Script list) {
        return list.items().isEmpty() ? 0 : shell.executor().run(list);
    }

    private int runIf(Script.If branches) {
        for (Script.Branch branch : branches.branches()) {
            int condition = shell.executor().run(branch.condition());
            if (shell.isDiverted()) {
                return condition;
            }
            if (condition == 0) {
                return shell.executor().run(branch.body());
            }
        }
        return runList(branches.otherwise());
    }

    private int runLoop(Script.Loop loop) {
        int status = 0;
        depth++;
        boolean more = true;
        while (more) {
            int condition = shell.executor().run(loop.condition());
            if (shell.isDiverted()) {
                more = nextRound();
            } else if ((condition == 0) == loop.until()) {
                more = false;
            } else {
                status = shell.executor().run(loop.body());
                more = nextRound();
            }
        }
        depth--;
        return status;
    }

    private int runFor(Script.For loop) {
        int status = 0;
        depth++;
        boolean more = true;
        for (String value : words(loop.words())) {
            if (more) {
                shell.variables().set(loop.name(), value);
                status = shell.executor().run(loop.body());
                more = nextRound();
            }
        }
        depth--;
        return status;
    }

    private List<String> words(@Nullable List<Word> words) {
        return words == null ? shell.arguments() : shell.expand(words);
    }

    /** Whether a loop goes on. A signal comes with a call only, and not every round makes one. */
    private boolean nextRound() {
        int _ = shell.libc().getpid();
        if (leaving == 0) {
            return !shell.isDiverted();
        }
        leaving--;
        boolean next = leaving == 0 && continues;
        continues &= leaving > 0;
        return next;
    }

    private int runCase(Script.Case cases) {
        String value = shell.value(cases.word());
        for (Script.CaseItem item : cases.items()) {
            for (Word pattern : item.patterns()) {
                if (Glob.matches(shell.pattern(pattern), value)) {
                    return runList(item.body());
                }
            }
        }
        return 0;
    }
}
