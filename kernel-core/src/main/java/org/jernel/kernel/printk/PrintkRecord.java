package org.jernel.kernel.printk;

import java.nio.charset.StandardCharsets;

/** A message of the kernel's log. {@code struct printk_info} with its text. */
public final class PrintkRecord {

    /** Set in the caller of a message that no task logged, with the processor's number below it. */
    static final int CALLER_IS_PROCESSOR = 0x8000_0000;

    private final long sequence;
    private final int facility;
    private final int level;
    private final boolean continues;
    private final long monotonicNanos;
    private final int callerId;
    private final byte[] text;

    PrintkRecord(
            long sequence,
            int facility,
            int level,
            boolean continues,
            long monotonicNanos,
            int callerId,
            byte[] text) {
        this.sequence = sequence;
        this.facility = facility;
        this.level = level;
        this.continues = continues;
        this.monotonicNanos = monotonicNanos;
        this.callerId = callerId;
        this.text = text;
    }

    /** The same with that number. */
    PrintkRecord numbered(long number) {
        return new PrintkRecord(number, facility, level, continues, monotonicNanos, callerId, text);
    }

    /** The same with the text of another behind its own. */
    PrintkRecord append(PrintkRecord more) {
        byte[] whole = new byte[text.length + more.text.length];
        System.arraycopy(text, 0, whole, 0, text.length);
        System.arraycopy(more.text, 0, whole, text.length, more.text.length);
        return new PrintkRecord(sequence, facility, level, continues, monotonicNanos, callerId, whole);
    }

    /** Its number since boot, from 0. */
    public long sequence() {
        return sequence;
    }

    /** Where it comes from: 0 is the kernel, 1 a program that wrote to {@code /dev/kmsg}. */
    public int facility() {
        return facility;
    }

    /** 0 (emergency) to 7 (debug). */
    public int level() {
        return level;
    }

    /** True for a part of a line whose beginning is in another record. {@code LOG_CONT}. */
    public boolean continues() {
        return continues;
    }

    /** When it was logged. */
    public long monotonicNanos() {
        return monotonicNanos;
    }

    /** Who logged it: {@code T} and a task's number, or {@code C} and a processor's. */
    public String caller() {
        boolean processor = (callerId & CALLER_IS_PROCESSOR) != 0;
        return (processor ? "C" : "T") + (callerId & ~CALLER_IS_PROCESSOR);
    }

    int callerId() {
        return callerId;
    }

    /** Without the level and the last newline. */
    public String text() {
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The bytes of the text: what a program wrote need not be UTF-8. */
    public byte[] bytes() {
        return text.clone();
    }

    int size() {
        return text.length;
    }

    @Override
    public String toString() {
        return "<" + level + ">" + text();
    }
}
