package org.jernel.test.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A program in the making, with what its descriptors are likely to be by now: a guess that makes most calls meaningful, and
 * never what a result is checked against.
 */
final class Sketch {

    /** How far a socket has come, or what else it is. */
    enum State {
        FRESH,
        BOUND,
        LISTENING,
        CONNECTED,
        CLOSED,
        EPOLL,
        FILE,
        DIRECTORY
    }

    /** A descriptor: its number in the program, the socket's kind, and the tasks that have it. */
    static final class Slot {
        private final int number;
        private final SocketKind kind;
        private final boolean[] tasks = new boolean[MOST_TASKS];
        private State state;
        private final boolean mayBlock;

        Slot(int number, SocketKind kind, int task, State state, boolean mayBlock) {
            this.number = number;
            this.kind = kind;
            this.state = state;
            this.mayBlock = mayBlock;
            tasks[task] = true;
        }

        int number() {
            return number;
        }

        SocketKind kind() {
            return kind;
        }

        /** They know each other's addresses. */
        boolean isLike(Slot other) {
            return kind.meets(other.kind);
        }

        State state() {
            return state;
        }

        void become(State next) {
            state = next;
        }

        boolean mayBlock() {
            return mayBlock;
        }
    }

    static final int MOST_TASKS = 4;
    /** A slot that no step makes. */
    private static final int NO_SLOT = 0;

    private final Dice dice;
    private final List<Step> steps = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final int tasks;
    /** Whether tasks know each other only as parents and children. */
    private final boolean family;
    private final boolean[] somebody = new boolean[MOST_TASKS];
    private final boolean[] started = new boolean[MOST_TASKS];
    private int task;

    Sketch(Dice dice, int tasks, boolean family) {
        this.dice = dice;
        this.tasks = tasks;
        this.family = family;
        started[0] = true;
    }

    Dice dice() {
        return dice;
    }

    int task() {
        return task;
    }

    /** Has another task take the next step, if there are several. */
    void turn() {
        int next = dice.oneIn(3) ? dice.between(0, tasks - 1) : task;
        if (started[next] || !family) {
            task = next;
            started[task] = true;
        }
    }

    /** A task that has not done anything yet, or -1. */
    int taskToFork() {
        for (int i = 0; i < tasks; i++) {
            if (!started[i]) {
                started[i] = true;
                return i;
            }
        }
        return -1;
    }

    /** The current task gives up being the superuser. */
    void becomeSomebody() {
        somebody[task] = true;
    }

    boolean isSuperuser() {
        return !somebody[task];
    }

    void forked(int child) {
        somebody[child] = somebody[task];
        for (Slot slot : slots) {
            slot.tasks[child] = slot.tasks[task];
        }
    }

    int otherTask() {
        return dice.between(0, tasks - 1);
    }

    boolean hasSeveralTasks() {
        return tasks > 1;
    }

    void add(Step step) {
        steps.add(step);
    }

    List<Step> steps() {
        return steps;
    }

    Slot newSlot(SocketKind kind, State state, boolean mayBlock) {
        var slot = new Slot(slots.size() + 1, kind, task, state, mayBlock);
        slots.add(slot);
        return slot;
    }

    /** A slot of the current task that is fit, else any that it has; now and then none of them. */
    @Nullable
    Slot slot(Predicate<Slot> fit) {
        var mine = slots.stream().filter(slot -> slot.tasks[task] && slot.state != State.CLOSED).toList();
        var fitting = mine.stream().filter(fit).toList();
        if (!fitting.isEmpty() && !dice.oneIn(12)) {
            return dice.pick(fitting);
        }
        if (!mine.isEmpty() && !dice.oneIn(12)) {
            return dice.pick(mine);
        }
        return slots.isEmpty() ? null : dice.pick(slots);
    }

    /** A slot of any task, to be addressed. */
    @Nullable
    Slot anybodys(Predicate<Slot> fit) {
        var fitting = slots.stream().filter(fit).toList();
        return fitting.isEmpty() ? null : dice.pick(fitting);
    }

    static Arg fd(@Nullable Slot slot) {
        return Arg.slot(slot == null ? NO_SLOT : slot.number());
    }
}
