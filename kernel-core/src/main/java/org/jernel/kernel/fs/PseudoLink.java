package org.jernel.kernel.fs;

import java.util.function.Supplier;

/** A symbolic link of the kernel's own, whose text may change from walk to walk. {@code simple_symlink_inode_operations}. */
@FunctionalInterface
public interface PseudoLink extends InodeOperations {

    /** What the link says now; throws what reading it fails with. */
    String target();

    /** A link that always says the same. */
    static PseudoLink to(String target) {
        return () -> target;
    }

    /** A link that asks each time. */
    static PseudoLink to(Supplier<String> target) {
        return target::get;
    }

    @Override
    default String readlink(Inode inode) {
        return target();
    }
}
