package org.jernel.kernel.file;

/** What must stay as long as a file is open whose operations are its: a module. {@code file_operations.owner}. */
public interface OperationsOwner {

    /** Takes a reference. Returns false if it is on its way out. {@code try_module_get}. */
    boolean tryGet();

    /** Gives a reference back. {@code module_put}. */
    void put();
}
