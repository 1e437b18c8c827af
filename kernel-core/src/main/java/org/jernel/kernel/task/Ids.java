package org.jernel.kernel.task;

/** The four numbers that a task has of users, or of groups: of {@code struct cred}, {@code uid} to {@code fsgid}. */
public record Ids(int real, int effective, int saved, int fs) {

    /** In a call's arguments: leave it as it is. No user and no group has that number. */
    public static final int UNCHANGED = -1;

    /** One number everywhere. */
    public static Ids all(int id) {
        return new Ids(id, id, id, id);
    }

    /** A new effective number, which the one for files follows. */
    public Ids withEffective(int id) {
        return new Ids(real, id, saved, id);
    }

    public Ids withFs(int id) {
        return new Ids(real, effective, saved, id);
    }

    /** True where what acts is the real one. */
    public boolean isPlain() {
        return effective == real;
    }

    boolean isRealOrEffective(int id) {
        return id == real || id == effective;
    }

    boolean isRealOrSaved(int id) {
        return id == real || id == saved;
    }

    /** True of a number that the task may take. */
    public boolean isAnyButFs(int id) {
        return isRealOrEffective(id) || id == saved;
    }
}
