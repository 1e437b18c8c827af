package org.jernel.test.differential;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jernel.test.judge.Call;

/** One line of a program: what one task does. */
sealed interface Step {

    /** Which task does it, from 0 on. */
    int task();

    /** Does it, in one run of the program. */
    void run(ProgramRun program, TaskRun run);

    /**
     * A system call.
     *
     * @param slots what the descriptors are called that it makes: none, the result, or the two of a socketpair
     */
    record Syscall(int task, List<Integer> slots, Call call, List<Arg> args) implements Step {

        static Syscall of(int task, Call call, Arg... args) {
            return new Syscall(task, List.of(), call, List.of(args));
        }

        static Syscall making(int task, int slot, Call call, Arg... args) {
            return new Syscall(task, List.of(slot), call, List.of(args));
        }

        @Override
        public void run(ProgramRun program, TaskRun run) {
            run.start(this);
        }

        @Override
        public String toString() {
            String made = slots.stream().map(slot -> Arg.slotName(slot) + " ").collect(Collectors.joining());
            return made + (slots.isEmpty() ? "" : "= ") + call.name().toLowerCase(Locale.ROOT)
                    + args.stream().map(Arg::text).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** Starts another task with copies of this one's descriptors. */
    record Fork(int task, int child) implements Step {
        @Override
        public void run(ProgramRun program, TaskRun run) {
            program.fork(run, child);
        }

        @Override
        public String toString() {
            return "t" + (child + 1) + " = fork()";
        }
    }

    /** Sends a task a signal that ends the call it blocks in, if it does. */
    record Interrupt(int task, boolean restart) implements Step {
        @Override
        public void run(ProgramRun program, TaskRun run) {
            run.interrupt(restart);
        }

        @Override
        public String toString() {
            return "gets a signal" + (restart ? " with SA_RESTART" : "");
        }
    }

    /** Ends a task. */
    record Exit(int task) implements Step {
        @Override
        public void run(ProgramRun program, TaskRun run) {
            run.exit();
        }

        @Override
        public String toString() {
            return "exits";
        }
    }
}
