package org.jernel.kernel.reboot;

/** Told before the kernel goes down, while everything still works. {@code struct notifier_block}. */
@FunctionalInterface
public interface RebootNotifier {

    /** Called in the task that takes the kernel down, which waits for it. */
    void notifierCall(Shutdown how);

    /** The higher is called first. */
    default int priority() {
        return 0;
    }
}
