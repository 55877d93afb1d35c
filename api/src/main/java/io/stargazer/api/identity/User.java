package io.stargazer.api.identity;

import io.stargazer.api.Name;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A person who may log in to the console and the command line (ID-6).
 *
 * @param name 1 to 63 characters, as all names
 * @param password the hash of the password
 * @param roles the role in each namespace
 * @param createdMs milliseconds since 1970
 */
public record User(
        String name, HashedSecret password, SortedMap<String, Role> roles, long createdMs) {

    public User {
        Name.require("user", name);
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    }
}
