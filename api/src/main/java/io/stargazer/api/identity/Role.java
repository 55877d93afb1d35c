package io.stargazer.api.identity;

/** What somebody may do in a namespace. Each role includes the ones before it. */
public enum Role {
    /** May look. */
    VIEWER,
    /** May register and call services and change what runs. */
    OPERATOR,
    /** May decide who else may. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Lower case, as people and programs write it. */
    public String word() {
        return switch (this) {
            case VIEWER -> "viewer";
            case OPERATOR -> "operator";
            case ADMIN -> "admin";
        };
    }
}
