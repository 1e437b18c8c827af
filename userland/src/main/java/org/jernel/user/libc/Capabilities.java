package org.jernel.user.libc;

/**
 * What a task may do beyond its user, each set with a bit for each capability. {@code struct __user_cap_data_struct}.
 *
 * @param effective what it is asked for
 * @param permitted what it may make effective
 * @param inheritable what an execution may keep
 */
public record Capabilities(long effective, long permitted, long inheritable) {

    /** Whether the task may do now what a capability, one of {@code Cred.CAP_*}, is for. */
    public boolean has(int capability) {
        return (effective >>> capability & 1) != 0;
    }

    public Capabilities withEffective(long set) {
        return new Capabilities(set, permitted, inheritable);
    }

    public Capabilities withInheritable(long set) {
        return new Capabilities(effective, permitted, set);
    }
}
