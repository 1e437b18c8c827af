package org.jernel.kernel.sysctl;

/** Several numbers in one file, of which a write may change the first ones only. The {@code data} of a table's row. */
public final class SysctlInts {

    private final int min;
    private volatile int[] values;

    /** @param min what no number may be below */
    public SysctlInts(int min, int... values) {
        this.min = min;
        this.values = values.clone();
    }

    public int get(int index) {
        return values[index];
    }

    int[] all() {
        return values.clone();
    }

    /** Takes numbers up to the first that is out of range; false if there is one. {@code proc_dointvec_minmax}. */
    synchronized boolean set(int[] numbers) {
        int[] next = values.clone();
        int good = 0;
        while (good < numbers.length && numbers[good] >= min) {
            next[good] = numbers[good];
            good++;
        }
        values = next;
        return good == numbers.length;
    }
}
