package org.jernel.kernel.probe;

/** What a function that may be made to fail returns then. {@code enum error_injection_type}. */
public enum ErrorType {
    /** It may not be made to fail: nobody has looked whether its callers cope. */
    NONE,

    /** A negative errno. {@code EI_ETYPE_ERRNO}. */
    ERRNO,

    /** No memory at all. {@code EI_ETYPE_NULL}. */
    NULL
}
