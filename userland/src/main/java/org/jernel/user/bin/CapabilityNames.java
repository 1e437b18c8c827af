package org.jernel.user.bin;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** Capabilities in the words of {@code capabilities(7)}, without the prefix. */
final class CapabilityNames {

    /** By number. */
    private static final List<String> NAMES = List.of(
            "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
            "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
            "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice",
            "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap",
            "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf",
            "checkpoint_restore");

    /** All there are, a bit for each. */
    static final long ALL = (1L << NAMES.size()) - 1;

    private CapabilityNames() {}

    static int count() {
        return NAMES.size();
    }

    /** The bit of a name, all bits for {@code all}, or null. */
    static @Nullable Long bits(String name) {
        if (name.equals("all")) {
            return ALL;
        }
        int number = NAMES.indexOf(name);
        return number < 0 ? null : Long.valueOf(1L << number);
    }

    /** The names of a set, with commas between. */
    static String text(long set) {
        return (set & ALL) == 0
                ? "[none]"
                : IntStream.range(0, NAMES.size())
                        .filter(number -> (set >>> number & 1) != 0)
                        .mapToObj(NAMES::get)
                        .collect(Collectors.joining(","));
    }
}
