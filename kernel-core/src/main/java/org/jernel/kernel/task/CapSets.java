package org.jernel.kernel.task;

/** A task's sets of capabilities, a bit each: {@code cap_inheritable} and its sisters of {@code struct cred}. */
public record CapSets(long inheritable, long permitted, long effective, long bounding, long ambient) {

    /** The highest capability there is. */
    public static final int CAP_LAST_CAP = 40;

    /** Every capability. {@code CAP_FULL_SET}. */
    public static final long FULL = (1L << (CAP_LAST_CAP + 1)) - 1;

    /** What the first task has. {@code init_cred}. */
    static final CapSets INIT = new CapSets(0, FULL, FULL, FULL, 0);

    /** None, and no set that limits what the execution of a program could give. */
    static final CapSets NONE = new CapSets(0, 0, 0, FULL, 0);

    /** The bit of one capability. */
    public static long bit(int capability) {
        return 1L << capability;
    }

    /** {@code cap_valid}. */
    public static boolean isValid(long capability) {
        return capability >= 0 && capability <= CAP_LAST_CAP;
    }

    /** Capabilities that count no more where they are no longer permitted and inheritable. */
    public CapSets withThread(long newEffective, long newPermitted, long newInheritable) {
        return new CapSets(
                newInheritable, newPermitted, newEffective, bounding, ambient & newPermitted & newInheritable);
    }

    public CapSets withEffective(long set) {
        return new CapSets(inheritable, permitted, set, bounding, ambient);
    }

    public CapSets withBounding(long set) {
        return new CapSets(inheritable, permitted, effective, set, ambient);
    }

    public CapSets withAmbient(long set) {
        return new CapSets(inheritable, permitted, effective, bounding, set);
    }

    /** {@code cap_issubset}. */
    static boolean isSubset(long of, long set) {
        return (of & ~set) == 0;
    }
}
