package org.jernel.user.menuos;

/** The name of the system in large letters. */
final class Banner {

    static final String TEXT = """
             __  __                   ___  ____
            |  \\/  | ___ _ __  _   _ / _ \\/ ___|
            | |\\/| |/ _ \\ '_ \\| | | | | | \\___ \\
            | |  | |  __/ | | | |_| | |_| |___) |
            |_|  |_|\\___|_| |_|\\__,_|\\___/|____/
            """;

    private Banner() {}
}
