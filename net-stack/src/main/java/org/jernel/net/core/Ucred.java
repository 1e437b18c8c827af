package org.jernel.net.core;

import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Task;

/** Who is at the other end, as SO_PEERCRED and SCM_CREDENTIALS tell it. {@code struct ucred}. */
public record Ucred(int pid, int uid, int gid) {

    public static final int SIZE = 12;

    /** What SO_PEERCRED tells where there is no peer. */
    public static final Ucred NONE = new Ucred(0, -1, -1);

    /** What an id that is none is shown as. {@code overflowuid}. */
    private static final int OVERFLOW_ID = 65534;

    /** The task that calls; kernel code of no task is the kernel itself. {@code task_tgid} with {@code current_uid_gid}. */
    public static Ucred current() {
        Task task = Task.currentOrNull();
        return task == null
                ? new Ucred(0, 0, 0)
                : new Ucred(task.pid(), task.cred().uid(), task.cred().gid());
    }

    /** The effective ids of the task that calls, which SO_PEERCRED tells. {@code init_peercred}. */
    public static Ucred currentEffective() {
        Task task = Task.currentOrNull();
        return task == null
                ? new Ucred(0, 0, 0)
                : new Ucred(task.pid(), task.cred().euid(), task.cred().egid());
    }

    static Ucred of(byte[] bytes, int offset) {
        return new Ucred(
                (int) LittleEndian.get(bytes, offset, Integer.BYTES),
                (int) LittleEndian.get(bytes, offset + 4, Integer.BYTES),
                (int) LittleEndian.get(bytes, offset + 8, Integer.BYTES));
    }

    /** These credentials with ids that are none as what they are shown as. {@code from_kuid_munged}. */
    Ucred munged() {
        return new Ucred(pid, uid == -1 ? OVERFLOW_ID : uid, gid == -1 ? OVERFLOW_ID : gid);
    }

    /** The bytes of {@code struct ucred}. */
    public byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        LittleEndian.put(bytes, 0, pid, Integer.BYTES);
        LittleEndian.put(bytes, 4, uid, Integer.BYTES);
        LittleEndian.put(bytes, 8, gid, Integer.BYTES);
        return bytes;
    }
}
