package org.jernel.syscall;

/** Whose code a definition is, which must stay while a task is in a call of it: a module. {@code struct module}. */
public interface SyscallOwner {

    /** Takes a reference. Returns false if it is on its way out. {@code try_module_get}. */
    boolean tryGet();

    /** Gives a reference back. {@code module_put}. */
    void put();
}
