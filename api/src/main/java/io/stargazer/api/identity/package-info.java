/**
 * Who may do what: namespaces, applications with secrets, users with passwords, roles, and the
 * signed tokens that carry all this to every server and provider (ID-1 to ID-4).
 */
@NullMarked
package io.stargazer.api.identity;

import org.jspecify.annotations.NullMarked;
