package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jernel.user.libc.Utsname;

/** Tells what kernel this is: {@code uname [-asnrvmo]}. */
final class Uname implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-asnrvmo]", "asnrvmo")
            .with("all", 'a')
            .with("kernel-name", 's')
            .with("nodename", 'n')
            .with("kernel-release", 'r')
            .with("kernel-version", 'v')
            .with("machine", 'm')
            .with("operating-system", 'o');

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.allows(0)) {
            return use.exitCode(1);
        }
        Utsname name = libc.uname();
        if (name == null) {
            libc.perror("uname: cannot get system name");
            return 1;
        }
        List<String> shown = new ArrayList<>();
        show(shown, use, 's', name.sysname());
        show(shown, use, 'n', name.nodename());
        show(shown, use, 'r', name.release());
        show(shown, use, 'v', name.version());
        show(shown, use, 'm', name.machine());
        show(shown, use, 'o', "GNU/Linux");
        libc.printf("%s\n", shown.isEmpty() ? name.sysname() : String.join(" ", shown));
        return 0;
    }

    private static void show(List<String> shown, Getopt.Use use, char letter, String text) {
        if (use.has('a') || use.has(letter)) {
            shown.add(text);
        }
    }
}
