package org.jernel.test.differential;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import org.jernel.test.judge.Struct;

/**
 * An argument of a call: how the program tells it, and what it comes to in a run. What points to memory allocates it then.
 */
record Arg(String text, ToLongFunction<TaskRun> value) {

    static final Arg NULL = new Arg("NULL", run -> 0);
    static final Arg UNMAPPED = new Arg("unmapped", run -> run.task().unmapped());

    private static final int FIRST_LETTER = 'a';
    private static final int LETTERS = 26;

    static Arg of(long number) {
        return named(Long.toString(number), number);
    }

    static Arg named(String text, long number) {
        return new Arg(text, run -> number);
    }

    static Arg hex(int flags) {
        return named("0x" + Integer.toHexString(flags), flags);
    }

    static Arg octal(int mode) {
        return named("0" + Integer.toOctalString(mode), mode);
    }

    /** The descriptor that an earlier step made, or one that is not open where that step failed or is gone. */
    static Arg slot(int slot) {
        return new Arg(slotName(slot), run -> run.fd(slot));
    }

    static String slotName(int slot) {
        return "s" + slot;
    }

    /** Memory for the kernel to write. */
    static Arg out(int bytes) {
        return new Arg("out[" + bytes + "]", run -> run.task().alloc(bytes));
    }

    static Arg addressOut(int bytes) {
        return new Arg("addr[" + bytes + "]", run -> run.task().sockaddrOut(bytes));
    }

    /** Bytes to send: letters in their order, from one of them on. */
    static Arg data(int firstLetter, int bytes) {
        byte[] content = new byte[Math.max(1, bytes)];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (FIRST_LETTER + (firstLetter + i) % LETTERS);
        }
        return new Arg((char) content[0] + "..[" + bytes + "]", run -> run.task().bytes(content));
    }

    static Arg bytes(String text, byte[] content) {
        return new Arg(text, run -> run.task().bytes(content));
    }

    static Arg ints(int... fields) {
        return new Arg("&" + Arrays.toString(fields), run -> run.task().ints(fields));
    }

    static Arg words(long... fields) {
        return new Arg("&" + Arrays.toString(fields), run -> run.task().words(fields));
    }

    /** An array of struct pollfd. */
    static Arg pollfds(List<Integer> slots, int events) {
        String text = slots.stream().map(Arg::slotName).collect(Collectors.joining(", ", "{", "}"));
        return new Arg(text + " for 0x" + Integer.toHexString(events), run -> {
            var array = new Struct();
            for (int slot : slots) {
                array.int32((int) run.fd(slot)).int16(events).int16(0);
            }
            return run.task().bytes(array.bytes());
        });
    }

    static Arg epollEvent(int events, long data) {
        String text = "{0x" + Integer.toHexString(events) + ", " + data + "}";
        return new Arg(text, run -> run.task().epollEvent(events, data));
    }

    @Override
    public String toString() {
        return text;
    }
}
