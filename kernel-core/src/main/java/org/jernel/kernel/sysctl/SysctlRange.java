package org.jernel.kernel.sysctl;

/** Two numbers that belong together, the first and the last of what is meant. */
public final class SysctlRange {

    private final int min;
    private final int max;
    private volatile Range range;

    /** Both as they are at one moment. */
    public record Range(int first, int last) {

        public boolean contains(int number) {
            return number >= first && number <= last;
        }

        /** How many numbers there are. */
        public int size() {
            return last - first + 1;
        }
    }

    /** @param min no number of it may be below, nor above {@code max} */
    public SysctlRange(int first, int last, int min, int max) {
        this.range = new Range(first, last);
        this.min = min;
        this.max = max;
    }

    public Range get() {
        return range;
    }

    /** Puts another one in its place, be it empty. */
    public void replace(Range next) {
        range = next;
    }

    /** False for what is no range within the limits: it is not taken. */
    public boolean set(int first, int last) {
        boolean good = first >= min && last <= max && first <= last;
        if (good) {
            range = new Range(first, last);
        }
        return good;
    }
}
