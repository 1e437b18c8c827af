package org.jernel.kernel.reboot;

import org.jspecify.annotations.Nullable;

/** How a kernel came to its end. */
public sealed interface Shutdown {

    /** What the kernel says last. */
    String message();

    /** It stands still. {@code LINUX_REBOOT_CMD_HALT}. */
    record Halt() implements Shutdown {
        @Override
        public String message() {
            return "System halted";
        }
    }

    /** It is off. {@code LINUX_REBOOT_CMD_POWER_OFF}. */
    record PowerOff() implements Shutdown {
        @Override
        public String message() {
            return "Power down";
        }
    }

    /**
     * It wants to be booted anew, which is its embedder's to do. {@code LINUX_REBOOT_CMD_RESTART} and {@code RESTART2}.
     *
     * @param command what the next boot is to be told, null for nothing
     */
    record Restart(@Nullable String command) implements Shutdown {
        @Override
        public String message() {
            return command == null ? "Restarting system" : "Restarting system with command '" + command + "'";
        }
    }

    /**
     * The program that it was booted for has ended. Linux panics: {@code Attempted to kill init!}
     *
     * @param status the wait status: the exit code times 256, or a signal
     */
    record InitExited(int status) implements Shutdown {
        @Override
        public String message() {
            return "Init has exited, status 0x%08x".formatted(status);
        }
    }

    /** Its embedder has closed it. */
    record Closed() implements Shutdown {
        @Override
        public String message() {
            return "Closed";
        }
    }
}
