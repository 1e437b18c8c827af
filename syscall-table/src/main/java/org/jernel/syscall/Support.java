package org.jernel.syscall;

/**
 * How much of a system call is there, for the support table.
 *
 * @param note what is missing, in a few words, or nothing
 */
public record Support(Level level, String note) {

    /** The three answers of the support table. */
    public enum Level {
        FULL,
        PARTIAL,
        MISSING
    }

    public static final Support FULL = new Support(Level.FULL, "");
    public static final Support MISSING = new Support(Level.MISSING, "");

    public static Support partial(String note) {
        return new Support(Level.PARTIAL, note);
    }
}
