"""Who is at a page: people sign in with a provider or through a proxy; without either there is one person."""
