/**
 * Who may do what, at work: logins, tokens, secrets, and the one place where permission is decided.
 */
@NullMarked
package io.stargazer.server.identity;

import org.jspecify.annotations.NullMarked;
