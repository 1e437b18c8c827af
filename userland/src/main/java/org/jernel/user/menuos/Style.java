package org.jernel.user.menuos;

import org.jernel.user.libc.Libc;

/** What the menu says beside what its commands say: as the lab's code does, or mended. */
sealed interface Style {

    /** A command was found and is about to run. */
    void chosen(Libc libc, Menu.Command command);

    /** There is no such command; the name is empty for an empty line. */
    void unknown(Libc libc, String name);

    void endOfInput(Libc libc);

    /** To the letter of the lab. */
    record Faithful() implements Style {

        @Override
        public void chosen(Libc libc, Menu.Command command) {}

        @Override
        public void unknown(Libc libc, String name) {
            libc.printf("This is a wrong cmd!\n ");
        }

        /** The lab would ask for ever; this is the one place where that is of no use to anybody. */
        @Override
        public void endOfInput(Libc libc) {}
    }

    /** What a user expects: one clear line, and nothing for an empty one. */
    record Mended() implements Style {

        /** A command that does nothing is there for what it says. */
        @Override
        public void chosen(Libc libc, Menu.Command command) {
            if (command.handler() == null) {
                libc.printf("%s\n", command.description());
            }
        }

        @Override
        public void unknown(Libc libc, String name) {
            if (!name.isEmpty()) {
                libc.printf("%s: no such command; help lists them\n", name);
            }
        }

        @Override
        public void endOfInput(Libc libc) {
            libc.printf("\n");
        }
    }
}
