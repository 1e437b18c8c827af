package org.jernel.kernel.sysctl;

/** A number that the superuser may change while others read it, which costs them a load. The {@code data} of a table's row. */
public final class SysctlInt {

    private final int min;
    private final int max;
    private volatile int value;

    /** A number that may be any. */
    public SysctlInt(int initial) {
        this(initial, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A number within limits. */
    public SysctlInt(int initial, int min, int max) {
        this.value = initial;
        this.min = min;
        this.max = max;
    }

    public int get() {
        return value;
    }

    /** Whether the number is other than 0, for those that are switches. */
    public boolean isOn() {
        return value != 0;
    }

    public boolean accepts(int number) {
        return number >= min && number <= max;
    }

    public void set(int number) {
        value = number;
    }
}
