package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Lists the modules in kmod's columns. */
final class Lsmod implements Program {

    private static final Getopt OPTIONS = Getopt.of("", "");

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.allows(0)) {
            return use.exitCode(1);
        }
        libc.printf("Module                  Size  Used by\n");
        for (ModuleLine module : ModuleLine.read(libc)) {
            String holders = module.holders().isEmpty() ? "" : " " + String.join(",", module.holders());
            libc.printf("%-19s %8d  %d%s\n", module.name(), module.size(), module.refcount(), holders);
        }
        return 0;
    }
}
