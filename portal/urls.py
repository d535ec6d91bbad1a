"""Every address of the product; one include per room."""

urlpatterns: list = []
