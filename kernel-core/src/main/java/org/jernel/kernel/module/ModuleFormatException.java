package org.jernel.kernel.module;

/** A file is no module: what is wrong with it, and where. It becomes ENOEXEC and a line of the log. */
final class ModuleFormatException extends Exception {

    ModuleFormatException(String message) {
        super(message);
    }
}
